import { eventually, readStack } from '@peaje/testing/outside';
import { chargeAtTill } from '../charges/callers.js';
import type { SeededCard } from '../charges/cards.js';
import { expectProblem } from '../http/expect-problem.js';
import { ask } from '../http/http-client.js';
import type { Figures } from './setting.js';
import { SlowConnection } from './sockets.js';
import type { StatusCounts } from './statuses.js';

const CONNECTIONS = 1_000;
/** Four fifths of what pos handles at once. */
const SHARE_OF_A_KEY = 800;
const TILLS = 20;
const ANSWERED_WITHIN_MS = 2_000;
const TIMEOUT_MS = 120_000;

const lines = (...all: readonly string[]): string => all.map((line) => `${line}\r\n`).join('');
const HEAD = ['POST /v1/toll-passages HTTP/1.1', 'Host: peaje'];
const BODY = ['Content-Type: application/json', 'Content-Length: 1000000', '', '{'];

/** How long the slowest of some tills waits, one after another. */
async function slowestTill({ token }: SeededCard): Promise<number> {
  let slowestMs = 0;
  for (let n = 0; n < TILLS; n++) {
    const answer = await chargeAtTill({ token, amountMinor: 1 });
    expect(answer.status).toBe(201);
    slowestMs = Math.max(slowestMs, answer.tookMs);
  }
  expect(slowestMs).toBeLessThan(ANSWERED_WITHIN_MS);
  return Math.round(slowestMs);
}

/** Callers that send slowly. */
export function itHasRoomBesideSlowCallers(card: SeededCard, statuses: StatusCounts, figures: Figures): void {
  let slow: SlowConnection[] = [];
  afterEach(() => {
    for (const connection of slow) connection.hangUp();
  });

  it(
    'answers tills beside a thousand connections without a key that send their fields or bodies slowly',
    async () => {
      slow = Array.from({ length: CONNECTIONS }, (_, n) =>
        n % 2 === 0
          ? new SlowConnection('pos', lines(...HEAD), lines('X-Slow: x'))
          : new SlowConnection('pos', lines(...HEAD, ...BODY), ' '),
      );
      await Promise.all(slow.map(({ connected }) => connected));
      figures['slowest till beside 1 000 slow connections, ms'] = await slowestTill(card);

      const withBody = slow.filter((_, n) => n % 2 === 1);
      await Promise.all(withBody.map(({ closed }) => closed));
      const answers = withBody.map((connection) => connection.answer().status);
      expect(new Set(answers)).toEqual(new Set([401]));
      for (const status of answers) statuses.add(status!);
    },
    TIMEOUT_MS,
  );

  it(
    'turns away a key that has more under way than its share, and answers the tills with another key',
    async () => {
      const { toll } = readStack().seed.keys;
      const withKey = [...HEAD, `Authorization: Bearer ${toll}`, 'Idempotency-Key: slow'];
      slow = Array.from(
        { length: SHARE_OF_A_KEY },
        () => new SlowConnection('pos', lines(...withKey, ...BODY), ' '),
      );
      const beyond = await eventually('the key has its share under way', async () => {
        const answer = await ask('pos', 'GET', '/v1/charges', { as: 'toll' });
        expect(answer.status).toBe(429);
        return answer;
      });
      expectProblem(beyond, 429, 'too-many-requests');
      expect(beyond.headers.get('retry-after')).toBe('1');
      figures['slowest till beside 800 slow gates, ms'] = await slowestTill(card);

      for (const connection of slow) connection.hangUp();
      await eventually('the key has room again', async () =>
        expect((await ask('pos', 'GET', '/v1/charges', { as: 'toll' })).status).toBe(200),
      );
    },
    TIMEOUT_MS,
  );
}
