import { createHash } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { startService } from '@peaje/chassis';
import { demoKeys } from '@peaje/contracts';
import { postShopCharge, readStack, urlOf } from '@peaje/testing';
import { boardEnv } from './board.config.js';
import { BoardModule } from './board.module.js';
import { Listener } from './listener.builders.js';

const KEY = 'demo_board';
const CALLERS = {
  [KEY]: 'bank-operator:board',
  [demoKeys.merchant]: 'merchant:m_corner_shop',
  [demoKeys['gate-operator']]: 'gate-operator:m_toll_road',
};
/** Those of a stack with demo data. */
export const BOARD_KEYS = {
  PEAJE_BOARD_TILL_KEY: demoKeys.merchant,
  PEAJE_BOARD_GATE_KEY: demoKeys['gate-operator'],
  PEAJE_BOARD_OPERATOR_KEY: KEY,
};

interface Answered<T> {
  readonly status: number;
  readonly body: T;
  readonly headers: Headers;
}

/** For specs: a board of its own on the running stack, with short times. */
export interface RunningBoard {
  readonly app: NestFastifyApplication;
  readonly url: string;
  /** They are dropped after each test. */
  listen(lastEventId?: string): Listener;
  /** Listens, and reads: what happens from then on is told. */
  reading(): Promise<Listener>;
  get<T>(path: string, headers?: Record<string, string>): Promise<{ status: number; body: T }>;
  /** With the type of JSON; `headers` come over it. */
  post<T>(path: string, body: unknown, headers?: Record<string, string>): Promise<Answered<T>>;
}

export function runningBoard(
  ready: (board: RunningBoard) => Promise<void> | void,
  settings: NodeJS.ProcessEnv = {},
): void {
  const listening: Listener[] = [];
  let app: NestFastifyApplication | undefined;
  beforeAll(async () => {
    const service = { name: 'board', env: boardEnv, module: BoardModule, servesPage: true } as const;
    app = await startService(service, environment(settings));
    await ready(boardAt(app, (await app.getUrl()).replace('[::1]', '127.0.0.1'), listening));
  }, 60_000);
  afterEach(async () => {
    await Promise.all(listening.splice(0).map((one) => one.drop()));
  });
  afterAll(() => app?.close());
}

const environment = (settings: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...{ PORT: '0', INSTANCE: 'board-spec', LOG_LEVEL: 'fatal' },
  KAFKA_BROKERS: readStack().kafka.brokers.join(','),
  PEAJE_API_KEYS: Object.entries(CALLERS)
    .map(([key, caller]) => `${createHash('sha256').update(key).digest('hex')}=${caller}`)
    .join(','),
  PEAJE_BOARD_KEY: KEY,
  PEAJE_SERVICES_FILE: process.env['PEAJE_STACK_FILE'],
  PEAJE_BOARD_POLL_MS: '500',
  PEAJE_BOARD_LINGER_MS: '500',
  PEAJE_BOARD_LISTENERS: '3',
  ...settings,
});

function boardAt(app: NestFastifyApplication, url: string, listening: Listener[]): RunningBoard {
  const listen = (lastEventId?: string): Listener => {
    const listener = new Listener(url, lastEventId);
    listening.push(listener);
    return listener;
  };
  return {
    app,
    url,
    listen,
    async reading() {
      const listener = listen();
      await listener.until('the board reads', () => {
        const states = [...listener.of('snapshot').map((one) => one.reading), ...listener.of('reading')];
        expect(states.at(-1)?.state).toBe('reading');
      });
      return listener;
    },
    async get<T>(path: string, headers = {}) {
      const answer = await fetch(`${url}${path}`, { headers });
      return { status: answer.status, body: (await answer.json()) as T };
    },
    async post<T>(path: string, body: unknown, headers = {}) {
      const answer = await fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' || body === undefined ? (body ?? null) : JSON.stringify(body),
      });
      return { status: answer.status, body: (await answer.json()) as T, headers: answer.headers };
    },
  };
}

/** The id of a purchase. */
export const charge = (): Promise<string> => postShopCharge(urlOf('pos')).then(({ id }) => id);
