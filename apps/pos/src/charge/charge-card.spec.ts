import { jest } from '@jest/globals';
import { Deadline, Refusal } from '@peaje/kernel';
import type { AcceptCharges } from './accept-charges.js';
import type { CancelOverdueCharges } from './cancel-overdue-charges.handler.js';
import { CancelCharge } from './cancel-charge.handler.js';
import { lockedCharge } from './charge.builders.js';
import { ChargeCard } from './charge-card.handler.js';
import type { ChargeWaiters } from './charge-waiters.js';
import type { Charges } from './charges.js';

const WAIT_MS = 10_000;
/** How long after the wait a caller may be answered at the latest. */
const GRACE_MS = 400;

const after = <T>(ms: number, value: T): Promise<T> =>
  new Promise((resolve) => setTimeout(() => resolve(value), ms));
const charge = lockedCharge({ decideBy: new Date(WAIT_MS).toISOString() });
const nobodyDecides = {
  until: (_id, _isEnough, withinMs) => after(withinMs, undefined),
} as ChargeWaiters;

/** Runs the clock until the answer is there. */
async function answered(answer: Promise<unknown>) {
  const askedMs = performance.now();
  const end = answer.then(
    (value) => ({ value, tookMs: performance.now() - askedMs }),
    (error: unknown) => ({
      value: error instanceof Refusal ? error.code : error,
      tookMs: performance.now() - askedMs,
    }),
  );
  await jest.advanceTimersByTimeAsync(60_000);
  return end;
}

describe('one deadline from the arrival of a request', () => {
  beforeEach(() => void jest.useFakeTimers({ now: 0 }));
  afterEach(() => void jest.useRealTimers());

  /** A till whose charge takes so long to be stored and, at the deadline, to be cancelled. */
  const till = (storingMs: number, cancellingMs: number, { arrivedAgoMs = 0 } = {}) => {
    const accepting = {
      one: () => after(storingMs, { charge, replayed: false }),
    } as unknown as AcceptCharges;
    const overdue = { one: () => after(cancellingMs, undefined) } as unknown as CancelOverdueCharges;
    return new ChargeCard(accepting, overdue, nobodyDecides).execute({
      merchantId: 'm_shop',
      idempotencyKey: 'k',
      body: { tillId: 't', card: { token: 'card_rich' }, amount: { value: '5', currency: 'EUR' } },
      deadline: Deadline.after(WAIT_MS, performance.now() - arrivedAgoMs),
      respondAsync: false,
    });
  };

  it.each([
    ['storing takes no time', 0],
    ['storing takes most of the wait', 9_000],
    ['storing ends after the deadline', WAIT_MS + 300],
    ['storing never ends', 3_600_000],
  ])('a till is answered within its wait and 0.4 s: %s', async (_, storingMs) => {
    const { value, tookMs } = await answered(till(storingMs, 3_600_000));
    expect(value).toBe('outcome-unknown');
    expect(tookMs).toBeLessThanOrEqual(WAIT_MS + GRACE_MS);
    // Not before either: until then the bank might still have answered.
    expect(tookMs).toBeGreaterThanOrEqual(WAIT_MS);
  });

  it('the time that a body took to come is part of the wait', async () => {
    const { tookMs } = await answered(till(0, 3_600_000, { arrivedAgoMs: 4_000 }));
    expect(tookMs).toBeLessThanOrEqual(WAIT_MS - 4_000 + GRACE_MS);
  });

  /** A caller that takes a charge back from a database that takes so long for each step. */
  const takingBack = (stepMs: number) => {
    const charges = {
      find: () => after(stepMs, charge),
      change: () => after(stepMs, 1),
      insertCancelledKey: () => after(stepMs, { chargeId: charge.id }),
    } as unknown as Charges;
    return new CancelCharge(charges, nobodyDecides);
  };
  const cancellation = () => ({ merchantId: 'm_shop', deadline: Deadline.after(WAIT_MS) });

  it.each([
    ['by id', (of: CancelCharge) => of.byId(charge.id, cancellation())],
    ['by key', (of: CancelCharge) => of.byKey('k', 'shop', cancellation())],
  ])('a cancellation %s is answered within the same bound', async (_, cancel) => {
    for (const stepMs of [100, 3_000, 8_000, 3_600_000]) {
      const { value, tookMs } = await answered(cancel(takingBack(stepMs)));
      expect(value).toEqual(stepMs === 100 ? charge : 'outcome-unknown');
      expect(tookMs).toBeLessThanOrEqual(WAIT_MS + GRACE_MS);
    }
  });
});
