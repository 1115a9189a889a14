import { randomUUID } from 'node:crypto';
import type { PassageAnswer } from '@peaje/contracts';
import { type Answer, ask } from '../http/http-client.js';
import { daysAgo } from './callers.js';
import { eur } from './cards.js';

export interface PassageFile {
  readonly lines: readonly string[];
  /** The answer that each line has to get. */
  readonly expected: readonly Expected[];
  /** Line numbers of the accepted passages, each passage once. */
  readonly accepted: readonly number[];
  /** Line number → number of the earlier line that it repeats. */
  readonly repeats: ReadonlyMap<number, number>;
}

export interface Expected {
  readonly id: string | null;
  readonly status: number;
  readonly code: string | null;
}

export interface Cards {
  readonly good: readonly string[];
  /** A card on the deny list. */
  readonly denied: string;
}

export const AMOUNT_MINOR = 2;
/** More money than the holder of the denied card has. */
const UNPAYABLE_MINOR = 500;

/** Of each thousand, at its beginning. */
export const SPECIAL_LINES = 13;

/** The other lines are passages of today. */
export function passageFile(length: number, cards: Cards): PassageFile {
  const name = randomUUID();
  const now = new Date().toISOString();
  const lines: string[] = [];
  const expected: Expected[] = [];
  const accepted: number[] = [];
  const repeats = new Map<number, number>();
  const passageOf = (n: number) => ({
    id: `${name}-${n}`,
    gateId: 'gate-file',
    laneId: `lane-${n % 4}`,
    card: { token: cards.good[n % cards.good.length] },
    amount: eur(AMOUNT_MINOR),
    passedAt: now,
  });
  const put = (line: string, answer: Expected): void => {
    lines.push(line);
    expected.push(answer);
  };
  const accept = (n: number, change: object = {}): void => {
    accepted.push(n);
    put(JSON.stringify({ ...passageOf(n), ...change }), { id: `${name}-${n}`, status: 202, code: null });
  };
  const refuse = (n: number, change: object, status: number, code: string): void =>
    put(JSON.stringify({ ...passageOf(n), ...change }), { id: `${name}-${n}`, status, code });
  const repeat = (n: number, of: number): void => {
    repeats.set(n, of);
    put(lines[of] ?? '', expected[of]!);
  };
  const denied = { card: { token: cards.denied }, amount: eur(UNPAYABLE_MINOR) };
  const special: Record<number, (n: number) => void> = {
    0: (n) => put(`{"id":"${name}-${n}",`, { id: null, status: 400, code: 'invalid-request' }),
    1: (n) => refuse(n, { amount: eur(0) }, 400, 'invalid-request'),
    2: (n) => refuse(n, { card: { token: 'card_of_nobody' } }, 422, 'unknown-card'),
    3: (n) =>
      refuse(n, { card: { token: 'card_prepaid' }, passedAt: daysAgo(3) }, 422, 'prepaid-not-accepted'),
    4: (n) => refuse(n, denied, 422, 'card-denied'),
    5: (n) => accept(n, { ...denied, passedAt: daysAgo(2) }),
    6: (n) => accept(n, { passedAt: daysAgo(45) }),
    7: (n) => repeat(n, n - 1),
    8: (n) => refuse(n, { ...passageOf(n - 2), amount: eur(99) }, 422, 'idempotency-key-reused'),
    9: (n) => (n < 1000 ? accept(n) : repeat(n, 10)),
    10: (n) => (n < 1000 ? accept(n) : refuse(n, { passedAt: daysAgo(-7_168) }, 400, 'invalid-request')),
    11: (n) => refuse(n, { passedAt: daysAgo(401) }, 400, 'invalid-request'),
    12: (n) => refuse(n, { ...denied, passedAt: daysAgo(31) }, 422, 'card-denied'),
  };
  for (let n = 0; n < length; n++) (special[n % 1000] ?? accept)(n);
  expected.forEach((one, n) => {
    if (one.code === 'idempotency-key-reused') expected[n] = { ...one, id: `${name}-${n - 2}` };
  });
  return { lines, expected, accepted, repeats };
}

const ANSWERED_WITHIN_MS = 120_000;

export const sendFile = ({ lines }: Pick<PassageFile, 'lines'>): Promise<Answer> =>
  ask('pos', 'POST', '/v1/toll-passages', {
    as: 'toll',
    headers: { 'content-type': 'application/x-ndjson' },
    body: `${lines.join('\n')}\n`,
    timeoutMs: ANSWERED_WITHIN_MS,
  });

export const answersIn = ({ text }: Answer): PassageAnswer[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as PassageAnswer);

export const summaryOf = (answer: PassageAnswer): Expected => ({
  id: answer.id,
  status: answer.status,
  code: 'problem' in answer ? answer.problem.code : null,
});

export const chargeIdOf = (answer: PassageAnswer): string | null =>
  'charge' in answer ? answer.charge.id : null;
