import { Pool } from 'undici';
import { percentile } from '../measure/spread.js';
import { merchantKey } from '../stack/bench-stack.js';
import type { Crowd } from '../stack/crowd.js';
import type { LoadOrder, LoadResult } from './order.js';

/** Plays callers in a process of its own: each asks again as soon as it has its answer. */
const PATHS = { shop: '/v1/charges', toll: '/v1/toll-passages' };
const AMOUNT = { value: '1', currency: 'EUR' };

interface Answer {
  readonly tookMs: number;
  readonly kind: string;
}

const numberFrom = ({ first, last }: Crowd): number => first + Math.floor(Math.random() * (last - first + 1));

function requestOf({ kind, crowd, merchants }: LoadOrder) {
  const card = { token: `card_b_${numberFrom(crowd)}` };
  const key = kind === 'shop' ? merchantKey(numberFrom({ first: 1, last: merchants })) : 'demo_toll';
  const body =
    kind === 'shop'
      ? { tillId: 'till-7', card, amount: AMOUNT }
      : { gateId: 'gate-3', laneId: 'lane-1', card, amount: AMOUNT, passedAt: new Date().toISOString() };
  return {
    path: PATHS[kind],
    method: 'POST' as const,
    headers: {
      authorization: `Bearer ${key}`,
      'idempotency-key': crypto.randomUUID(),
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  };
}

async function ask(pool: Pool, order: LoadOrder): Promise<Answer> {
  const startedMs = performance.now();
  const { statusCode, body } = await pool.request(requestOf(order));
  const answer = (await body.json()) as { status?: string | number };
  const kind = typeof answer.status === 'string' ? `${statusCode} ${answer.status}` : String(statusCode);
  return { tookMs: performance.now() - startedMs, kind };
}

async function play(order: LoadOrder): Promise<LoadResult> {
  const pool = new Pool(order.url, { connections: order.callers, pipelining: 1, headersTimeout: 60_000 });
  const answers: Answer[] = [];
  const startedMs = performance.now();
  const untilMs = startedMs + order.seconds * 1_000;
  let lastMs = startedMs;
  await Promise.all(
    Array.from({ length: order.callers }, async () => {
      while (performance.now() < untilMs) {
        answers.push(await ask(pool, order));
        lastMs = performance.now();
      }
    }),
  );
  await pool.close();
  const tookMs = answers.map((answer) => answer.tookMs).sort((a, b) => a - b);
  const kinds: Record<string, number> = {};
  for (const { kind } of answers) kinds[kind] = (kinds[kind] ?? 0) + 1;
  return {
    answers: answers.length,
    perSecond: (answers.length / (lastMs - startedMs)) * 1_000,
    p50: percentile(tookMs, 50),
    p95: percentile(tookMs, 95),
    p99: percentile(tookMs, 99),
    kinds,
  };
}

process.once('disconnect', () => process.exit());
process.once('message', (order) => {
  void play(order as LoadOrder).then((result) => process.send!(result, () => process.disconnect()));
});
