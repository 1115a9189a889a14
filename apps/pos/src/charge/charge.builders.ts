import type { ChargeOutcomeEvent } from '@peaje/contracts';
import { Deadline, newId } from '@peaje/kernel';
import { outcomeEvent, type Outcome } from '@peaje/testing';
import { keyName, type Charge, type NewCharge } from './charge.js';
import { RESEND_AFTER_MS } from './charge-changes.js';
import type { Charges, InsertedCharge, LockedCharge } from './charges.js';
import { PassageTimes } from './passage-times.js';

/** The facts that both builders share. */
const SHOP_FACTS = {
  amountMinor: 1990n,
  currency: 'EUR',
  accountId: 'acc_rich',
  cardToken: 'card_rich',
  cardLast4: '4242',
  cardProduct: 'debit',
  merchantId: 'm_shop',
  tillId: 'till-7',
  gateId: null,
  laneId: null,
  reference: null,
} as const;

/** For specs: a charge that could be stored, by the clock of this machine, which the database has, too. */
export function newCharge(change: Partial<NewCharge> = {}): NewCharge {
  const { kind = 'shop', deadline = Deadline.after(10_000) } = change;
  const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();
  return {
    id: newId(),
    idempotencyKey: newId(),
    fingerprint: 'f',
    kind,
    status: 'pending',
    reason: null,
    ledger: 'open',
    ...SHOP_FACTS,
    requestedAt: inMs(0),
    decideBy: kind === 'shop' ? inMs(Math.floor(deadline.leftMs())) : null,
    confirmBy: kind === 'toll' ? inMs(RESEND_AFTER_MS) : null,
    passedAt: null,
    decidedAt: null,
    deadline,
    ...change,
  };
}

/** For specs: a pending shop charge whose row is locked. */
export const lockedCharge = (change: Partial<LockedCharge> = {}): LockedCharge => ({
  id: newId(),
  kind: 'shop',
  status: 'pending',
  reason: null,
  ledger: 'open',
  ...SHOP_FACTS,
  requestedAt: '2026-11-22T10:00:00.000Z',
  decideBy: '2026-11-22T10:00:10.000Z',
  passedAt: null,
  decidedAt: null,
  confirmBy: null,
  reminders: 0,
  lockedAt: '2026-11-22T10:00:11.000Z',
  ...change,
});

/** For specs: debit's outcome of a charge. */
export const outcome = (charge: Charge, name: Outcome): ChargeOutcomeEvent =>
  outcomeEvent(name, {
    chargeId: charge.id,
    kind: charge.kind,
    accountId: charge.accountId,
    card: { token: charge.cardToken, last4: charge.cardLast4, product: charge.cardProduct },
    amount: { value: charge.amountMinor.toString(), currency: charge.currency },
    merchantId: charge.merchantId,
    tillId: charge.tillId,
    requestedAt: charge.requestedAt,
  });

/** For specs: stores one charge, and returns the row that has its key. */
export async function insertOne(charges: Charges, charge: NewCharge): Promise<InsertedCharge> {
  const inserted = await charges.insert([charge]);
  return inserted.get(keyName(charge))!;
}

/** For specs: the limits of a service, and its clock. */
export const passageTimes = (now: string): PassageTimes =>
  new PassageTimes(
    { now: () => new Date(now) },
    { PEAJE_PASSAGE_AHEAD_SECONDS: 300, PEAJE_PASSAGE_BACK_DAYS: 400, PEAJE_DENY_LIST_BACK_DAYS: 30 },
  );
