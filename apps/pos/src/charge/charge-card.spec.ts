import { jest } from '@jest/globals';
import { Deadline, Refusal } from '@peaje/kernel';
import type { AcceptCharges } from './accept-charges.js';
import type { CancelOverdueCharges } from './cancel-overdue-charges.handler.js';
import { CancelCharge } from './cancel-charge.handler.js';
import { lockedCharge } from './charge.builders.js';
import { ChargeCard } from './charge-card.handler.js';
import type { ChargeWaiters } from './charge-waiters.js';
import type { Charges } from './charges.js';
import { PassToll } from './pass-toll.handler.js';

const WAIT_MS = 10_000;
/** How long after the wait a caller may be answered at the latest. */
const GRACE_MS = 400;
/** Longer than any caller may wait, and shorter than the specs look. */
const FAR_TOO_LONG_MS = 50_000;

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

const TILL_BODY = {
  tillId: 't',
  card: { token: 'card_rich' },
  amount: { value: '5', currency: 'EUR' as const },
};
const GATE_BODY = {
  gateId: 'g',
  laneId: 'l',
  card: { token: 'card_rich' },
  amount: { value: '5', currency: 'EUR' as const },
  passedAt: '2026-11-22T10:00:00Z',
};

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
      body: TILL_BODY,
      deadline: Deadline.after(WAIT_MS, performance.now() - arrivedAgoMs),
      respondAsync: false,
    });
  };

  it.each([
    ['storing takes no time', 0],
    ['storing takes most of the wait', 9_000],
    ['storing ends after the deadline', WAIT_MS + 300],
    ['storing takes far too long', FAR_TOO_LONG_MS],
  ])('a till is answered within its wait and 0.4 s: %s', async (_, storingMs) => {
    const { value, tookMs } = await answered(till(storingMs, FAR_TOO_LONG_MS));
    expect(value).toBe('outcome-unknown');
    expect(tookMs).toBeLessThanOrEqual(WAIT_MS + GRACE_MS);
    // Not before either: until then the bank might still have answered.
    expect(tookMs).toBeGreaterThanOrEqual(WAIT_MS);
  });

  it('the time that a body took to come is part of the wait', async () => {
    const { tookMs } = await answered(till(0, FAR_TOO_LONG_MS, { arrivedAgoMs: 4_000 }));
    expect(tookMs).toBeLessThanOrEqual(WAIT_MS - 4_000 + GRACE_MS);
  });

  it.each([
    ['one passage', (toll: PassToll) => toll.one(passage())],
    ['each commit of a file', (toll: PassToll) => toll.many([passage()])],
  ])('a gate is answered within the same bound: %s', async (_, pass) => {
    for (const storingMs of [100, FAR_TOO_LONG_MS]) {
      const accept = {
        one: () => after(storingMs, 'stored'),
        many: () => after(storingMs, 'stored'),
      } as unknown as AcceptCharges;
      const { value, tookMs } = await answered(pass(new PassToll(accept)));
      expect(value).toBe(storingMs === 100 ? 'stored' : 'outcome-unknown');
      expect(tookMs).toBeLessThanOrEqual(WAIT_MS + GRACE_MS);
    }
  });
  const passage = () => ({
    operatorId: 'm_road',
    idempotencyKey: 'k',
    body: GATE_BODY,
    deadline: Deadline.after(WAIT_MS),
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
    for (const stepMs of [100, 3_000, 8_000, FAR_TOO_LONG_MS]) {
      const { value, tookMs } = await answered(cancel(takingBack(stepMs)));
      expect(value).toEqual(stepMs === 100 ? charge : 'outcome-unknown');
      expect(tookMs).toBeLessThanOrEqual(WAIT_MS + GRACE_MS);
    }
  });
});

/**
 * The process stands still until long after the deadline. At the thaw the timers of its callers come first, and then what
 * the database has said meanwhile.
 */
describe('a process that was frozen past a deadline reads what is committed before it answers', () => {
  beforeEach(() => void jest.useFakeTimers({ now: 0 }));
  afterEach(() => {
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  const STOOD_STILL_MS = 30_000;
  const THAW_MS = WAIT_MS + GRACE_MS;
  const decided = lockedCharge({ status: 'approved', ledger: 'debited' });
  const deadline = () => Deadline.after(WAIT_MS);

  /** Frozen from its fifth second on. */
  function freeze() {
    const now = performance.now.bind(performance);
    let stoodStillMs = 0;
    setTimeout(() => (stoodStillMs = STOOD_STILL_MS), 5_000);
    jest.spyOn(performance, 'now').mockImplementation(() => now() + stoodStillMs);
  }
  /** The first statement was under way in the freeze, and the others take their time. */
  const database = () => {
    const steps = [THAW_MS + 1];
    return <T>(value: T) => after(steps.shift() ?? 50, value);
  };
  /** Another process has decided the charge meanwhile: a wait that begins after the thaw finds the row. */
  const waiters = {
    until: (_id, _isEnough, withinMs) =>
      withinMs === 0 || withinMs > GRACE_MS ? after(withinMs, undefined) : after(50, decided),
  } as ChargeWaiters;

  it.each([
    ['by id', (of: CancelCharge) => of.byId(charge.id, { merchantId: 'm_shop', deadline: deadline() })],
    ['by key', (of: CancelCharge) => of.byKey('k', 'shop', { merchantId: 'm_shop', deadline: deadline() })],
  ])('a cancellation %s', async (_, cancel) => {
    freeze();
    const read = database();
    const charges = {
      find: () => read(decided),
      change: () => read(1),
      insertCancelledKey: () => read({ chargeId: charge.id }),
    } as unknown as Charges;
    expect(await answered(cancel(new CancelCharge(charges, waiters)))).toMatchObject({
      value: decided,
    });
  });

  it('a purchase, whether it was being stored or waiting', async () => {
    for (const storingMs of [100, THAW_MS + 1]) {
      freeze();
      const accept = { one: () => after(storingMs, { charge, replayed: false }) } as unknown as AcceptCharges;
      const overdue = { one: () => after(50, undefined) } as unknown as CancelOverdueCharges;
      const till = new ChargeCard(accept, overdue, waiters);
      const answer = till.execute({
        merchantId: 'm_shop',
        idempotencyKey: 'k',
        body: TILL_BODY,
        deadline: deadline(),
        respondAsync: false,
      });
      expect(await answered(answer)).toMatchObject({ value: { charge: decided } });
      jest.restoreAllMocks();
    }
  });

  it('a passage', async () => {
    freeze();
    const accept = { one: () => after(THAW_MS + 1, 'stored') } as unknown as AcceptCharges;
    const answer = new PassToll(accept).one({
      operatorId: 'm_road',
      idempotencyKey: 'k',
      body: GATE_BODY,
      deadline: deadline(),
    });
    expect(await answered(answer)).toMatchObject({ value: 'stored' });
  });

  it('a database that says nothing after the thaw either is not waited for', async () => {
    freeze();
    const charges = { find: () => new Promise(() => undefined) } as unknown as Charges;
    const cancel = new CancelCharge(charges, nobodyDecides);
    const answer = cancel.byId(charge.id, { merchantId: 'm_shop', deadline: deadline() });
    expect(await answered(answer)).toMatchObject({
      value: 'outcome-unknown',
      tookMs: STOOD_STILL_MS + THAW_MS + GRACE_MS,
    });
  });
});
