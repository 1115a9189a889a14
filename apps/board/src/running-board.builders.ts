import { createHash } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { startService } from '@peaje/chassis';
import { postShopCharge, readStack, urlOf } from '@peaje/testing';
import { boardEnv } from './board.config.js';
import { BoardModule } from './board.module.js';
import { Listener } from './listener.builders.js';

const KEY = 'demo_board';

/** For specs: a board of its own on the running stack, with short times. */
export interface RunningBoard {
  readonly app: NestFastifyApplication;
  readonly url: string;
  /** They are dropped after each test. */
  listen(lastEventId?: string): Listener;
  /** Listens, and reads: what happens from then on is told. */
  reading(): Promise<Listener>;
  get<T>(path: string, headers?: Record<string, string>): Promise<{ status: number; body: T }>;
}

export function runningBoard(ready: (board: RunningBoard) => Promise<void> | void): void {
  const listening: Listener[] = [];
  let app: NestFastifyApplication | undefined;
  beforeAll(async () => {
    app = await startService({ name: 'board', env: boardEnv, module: BoardModule }, environment());
    await ready(boardAt(app, (await app.getUrl()).replace('[::1]', '127.0.0.1'), listening));
  }, 60_000);
  afterEach(async () => {
    await Promise.all(listening.splice(0).map((one) => one.drop()));
  });
  afterAll(() => app?.close());
}

const environment = (): NodeJS.ProcessEnv => ({
  ...{ PORT: '0', INSTANCE: 'board-spec', LOG_LEVEL: 'fatal' },
  KAFKA_BROKERS: readStack().kafka.brokers.join(','),
  PEAJE_API_KEYS: `${createHash('sha256').update(KEY).digest('hex')}=bank-operator:board`,
  PEAJE_BOARD_KEY: KEY,
  PEAJE_SERVICES_FILE: process.env['PEAJE_STACK_FILE'],
  PEAJE_BOARD_POLL_MS: '500',
  PEAJE_BOARD_LINGER_MS: '500',
  PEAJE_BOARD_LISTENERS: '3',
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
  };
}

/** The id of a purchase. */
export const charge = (): Promise<string> => postShopCharge(urlOf('pos')).then(({ id }) => id);
