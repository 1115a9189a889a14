import { chargeView } from '@peaje/contracts';
import { chargeAnswer } from './charge-answer.js';
import { aCharge } from './watch/charge-facts.builders.js';

/** The fields that this program prints. The others are the service's. */
const PRINTED = [
  'id',
  'kind',
  'status',
  'reason',
  'ledger',
  'amount',
  'card',
  'merchantId',
  'tillId',
  'gateId',
  'laneId',
  'requestedAt',
  'decidedAt',
] as const;

describe('a charge in an answer', () => {
  it.each([
    aCharge(),
    aCharge({ status: 'pending', ledger: 'open', decidedAt: null }),
    aCharge({ kind: 'toll', tillId: null, gateId: 'gate-3', laneId: 'lane-1' }),
    aCharge({ amount: null, card: null }),
  ])('is a charge of the contract: %#', (charge) => {
    expect(chargeView.parse(charge)).toEqual(charge);
    expect(chargeAnswer.parse(charge)).toEqual(charge);
  });

  it.each(chargeView.shape.status.options)('has each status of the contract: %s', (status) => {
    expect(chargeAnswer.parse(aCharge({ status }))).toMatchObject({ status });
  });

  it.each(chargeView.shape.ledger.options)('has each state of the ledger: %s', (ledger) => {
    expect(chargeAnswer.parse(aCharge({ ledger }))).toMatchObject({ ledger });
  });

  it.each(PRINTED)('without its %s is none, for the contract, too', (field) => {
    for (const value of [undefined, 7, { of: 'another form' }]) {
      const body = { ...aCharge(), [field]: value };
      expect(() => chargeView.parse(body)).toThrow();
      expect(() => chargeAnswer.parse(body)).toThrow();
    }
  });

  it.each([null, 'approved', [], {}])('%j is none', (body) => {
    expect(() => chargeAnswer.parse(body)).toThrow();
  });
});
