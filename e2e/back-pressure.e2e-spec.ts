import { pidOf } from '@peaje/testing/outside';
import { chargeAtTill, chargeIn, chargesOfTill, newKey } from './support/charges/callers.js';
import { seededCards } from './support/charges/cards.js';
import { startService, stopService } from './support/faults/faults.js';
import { expectProblem } from './support/http/expect-problem.js';
import { type Answer, ask } from './support/http/http-client.js';

const CARDS = seededCards(410, 419);
/** The capacity of pos for one key, four fifths of all, and nearly as many tills again. */
const CAPACITY = 800;
const TILLS = 1_500;
/** Longer than 1 500 connections take on a slow machine: the last till connects before the first wait ends. */
const WAIT_MS = 15_000;
const TILL_ID = `till-${newKey()}`;

const callers = Array.from({ length: TILLS }, (_, n) => ({
  token: CARDS[n % CARDS.length]!.token,
  amountMinor: 1,
  key: newKey(),
  headers: { prefer: `wait=${WAIT_MS / 1000}` },
  body: { tillId: TILL_ID },
}));

describe('more tills of one shop wait than pos has capacity for, because the bank does not answer', () => {
  let answers: Answer[];
  let unknown: number[];
  let live: Answer;
  let ofAnotherKey: Answer;
  let pids: (number | null)[];

  beforeAll(async () => {
    await chargeAtTill({ token: CARDS[0]!.token, amountMinor: 1 });
    await stopService('debit');
    const before = pidOf('pos');
    const all = Promise.all(callers.map((caller) => chargeAtTill(caller)));
    live = await ask('pos', 'GET', '/health/live', { as: 'anonymous' });
    ofAnotherKey = await ask('pos', 'GET', '/v1/charges', { as: 'toll' });
    answers = await all;
    // All waits end in the same moment. A till without a definite answer asks again, as tills do.
    unknown = answers.flatMap(({ status }, n) => (status === 504 ? [n] : []));
    for (const n of unknown) answers[n] = await chargeAtTill(callers[n]!);
    pids = [before, pidOf('pos')];
    await startService('debit');
  }, 120_000);
  afterAll(() => startService('debit'));

  /** 429: the key has its share. 503: the machine is so slow that a till found no connection to the database. */
  const NOTHING_STORED = new Map([
    [429, 'too-many-requests'],
    [503, 'not-stored'],
  ]);
  const turnedAway = () => answers.filter(({ status }) => NOTHING_STORED.has(status));
  const waited = () => answers.filter(({ status }) => !NOTHING_STORED.has(status));

  it('pos tells the tills beyond its capacity at once that it stored nothing, and when to try again', () => {
    process.stdout.write(
      `back-pressure: ${turnedAway().length} of ${TILLS} tills turned away, ${unknown.length} asked again\n`,
    );
    const ofItsShare = turnedAway().filter(({ status }) => status === 429);
    expect(ofItsShare.length).toBeGreaterThanOrEqual(TILLS - CAPACITY - 1);
    for (const answer of turnedAway()) {
      expectProblem(answer, answer.status, NOTHING_STORED.get(answer.status)!);
      expect(answer.headers.get('retry-after')).toBe('1');
    }
  });

  it('pos answers every other till, and has stored the charges of those tills only', async () => {
    expect(new Set(waited().map(({ status }) => status))).toEqual(new Set([201]));
    const stored = new Set((await chargesOfTill(TILL_ID)).map(({ id }) => id));
    expect(new Set(waited().map((answer) => chargeIn(answer).id))).toEqual(stored);
  });

  it('pos keeps running, and answers its liveness check and the callers with other keys meanwhile', () => {
    expect(live.status).toBe(200);
    expect(ofAnotherKey.status).toBe(200);
    expect(pids[1]).toBe(pids[0]);
  });
});
