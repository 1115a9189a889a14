import type { ChargeView } from '@peaje/contracts';
import { pidOf, repeatWhileLate } from '@peaje/testing/outside';
import {
  type Attempt,
  chargeAtTill,
  chargeIn,
  newKey,
  passGate,
  readCharge,
  settled,
  UNKNOWN_AFTER_MS,
} from './support/charges/callers.js';
import { seededCards } from './support/charges/cards.js';
import { startService, stopService } from './support/faults/faults.js';
import type { Answer } from './support/http/http-client.js';
import { balanceOf, netOf } from './support/services/bank.js';

const CARDS = seededCards(50, 59);
const MOST_LATE_MS = 500;
const REPLAYED_WITHIN_MS = 1_000;
const SETTLED_WITHIN_MS = 60_000;

interface Caller extends Attempt {
  /** The key of the last try. */
  key: string;
  readonly accountId: string;
  readonly waitMs: number;
}

/** Ten tills at once: three wait one second, three two, four three. */
const callers: Caller[] = CARDS.map(({ token, accountId }, n) => {
  const seconds = 1 + Math.floor(n / 3.5);
  const headers = { prefer: `wait=${seconds}` };
  return { token, accountId, amountMinor: 900 + n, key: newKey(), headers, waitMs: seconds * 1000 };
});

describe('the bank does not answer while ten tills wait', () => {
  let before: bigint[];
  let answers: Answer[];
  let again: Answer[];
  let passage: ChargeView;
  let settledCharges: ChargeView[];
  const charges = () => answers.map(chargeIn);

  beforeAll(async () => {
    // The first request of a process is slow, and no part of the measurement.
    await chargeAtTill({ token: CARDS[0]!.token, amountMinor: 1 });
    before = await Promise.all(CARDS.map(({ accountId }) => balanceOf(accountId)));
    await stopService('debit');
    expect(pidOf('debit')).toBeNull();
    const first = callers.map((caller) =>
      repeatWhileLate(() => {
        caller.key = newKey();
        return chargeAtTill(caller);
      }, caller.waitMs + UNKNOWN_AFTER_MS),
    );
    answers = (await Promise.all(first)).map(({ result }) => result);
    const repeated = callers.map((caller) => repeatWhileLate(() => chargeAtTill(caller), REPLAYED_WITHIN_MS));
    again = (await Promise.all(repeated)).map(({ result }) => result);
    passage = chargeIn(await passGate({ token: CARDS[0]!.token, amountMinor: 40 }));
    expect(pidOf('debit')).toBeNull();
  });

  afterAll(() => startService('debit'));

  it('pos answers "cancelled" to each till within its own wait and half a second', () => {
    const lateMs = answers.map(({ tookMs }, n) => Math.round(tookMs - callers[n]!.waitMs));
    process.stdout.write(`deadline: "cancelled" after the wait + ${lateMs.join(', ')} ms\n`);

    expect(answers.map(({ status }) => status)).toEqual(callers.map(() => 201));
    expect(charges()).toEqual(
      callers.map(() => expect.objectContaining({ status: 'cancelled', decidedAt: expect.any(String) })),
    );
    expect(new Set(charges().map(({ id }) => id)).size).toBe(callers.length);
    // Not before either: until then the bank might still have answered.
    expect(lateMs.filter((ms) => ms < 0)).toEqual([]);
    expect(lateMs.filter((ms) => ms > MOST_LATE_MS)).toEqual([]);
  });

  it('a till that asks again with the same key gets the same answer at once', () => {
    expect(again.map((answer) => answer.headers.get('idempotency-replayed'))).toEqual(
      callers.map(() => 'true'),
    );
    expect(again.map((answer) => chargeIn(answer).id)).toEqual(charges().map(({ id }) => id));
    expect(again.map((answer) => chargeIn(answer).status)).toEqual(callers.map(() => 'cancelled'));
    expect(again.filter(({ tookMs }) => tookMs > REPLAYED_WITHIN_MS)).toEqual([]);
  });

  it('pos accepts a toll passage meanwhile', () => {
    expect(passage).toMatchObject({ status: 'pending', ledger: 'open' });
  });

  describe('the bank is back', () => {
    beforeAll(async () => {
      await startService('debit');
      settledCharges = [];
      for (const { id } of charges()) settledCharges.push(await settled(id, 'shop', SETTLED_WITHIN_MS));
      await settled(passage.id, 'toll', SETTLED_WITHIN_MS);
    }, 120_000);

    it('a cancelled charge stays cancelled, and the bank took nothing or gave it back', () => {
      const ledgers = settledCharges.map(({ ledger }) => ledger);
      process.stdout.write(`deadline: ledgers afterwards: ${ledgers.join(', ')}\n`);

      expect(settledCharges.map(({ status }) => status)).toEqual(callers.map(() => 'cancelled'));
      expect(ledgers.filter((ledger) => ledger !== 'untouched' && ledger !== 'reversed')).toEqual([]);
    });

    it('no holder has paid for a cancelled charge', async () => {
      for (const [n, { id }] of charges().entries())
        expect({ id, net: await netOf(callers[n]!.accountId, id) }).toEqual({ id, net: 0n });
      const after = await Promise.all(CARDS.map(({ accountId }) => balanceOf(accountId)));
      expect(after).toEqual(before.map((balance, n) => (n === 0 ? balance - 40n : balance)));
    });

    it('the same key still gives the same charge', async () => {
      for (const [n, caller] of callers.entries()) {
        const answer = await chargeAtTill(caller);
        expect(answer.headers.get('idempotency-replayed')).toBe('true');
        expect(chargeIn(answer)).toEqual(settledCharges[n]);
      }
    });

    it('the toll passage is paid', async () => {
      expect(await readCharge(passage.id, 'toll')).toMatchObject({ status: 'approved', ledger: 'debited' });
    });
  });
});
