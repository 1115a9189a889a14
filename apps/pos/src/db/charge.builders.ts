import type { ChargeOutcomeEvent } from '@peaje/contracts';
import { newId } from '@peaje/kernel';
import { outcomeEvent, type Outcome } from '@peaje/testing';
import type { Charge, NewCharge } from '../charge/charge.js';
import type { Charges, Inserted } from '../charge/charges.js';

/** For specs: a charge that could be stored. */
export const newCharge = (change: Partial<NewCharge> = {}): NewCharge => ({
  id: newId(),
  callerId: 'm_shop',
  idempotencyKey: newId(),
  fingerprint: 'f',
  kind: 'shop',
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
  passedAt: null,
  waitMs: 10_000,
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

/** For specs that are not about the bound of the outbox. */
export const ROOMY = { PEAJE_OUTBOX_SHOP_LIMIT: 1_000, PEAJE_OUTBOX_TOLL_LIMIT: 1_000 };

/** For specs: stores one charge and answers as its caller would be answered. */
export async function insertOne(charges: Charges, charge: NewCharge): Promise<Inserted> {
  const inserted = await charges.insert([charge]);
  return inserted.get(charge.idempotencyKey)!;
}
