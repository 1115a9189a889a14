import { tollPassageBody } from '@peaje/contracts';
import { Deadline } from '@peaje/kernel';
import type { AcceptCharges } from './accept-charges.js';
import type { ChargeIntent } from './charge.js';
import { PassToll } from './pass-toll.handler.js';

const body = {
  gateId: 'gate-3',
  laneId: 'lane-1',
  card: { token: 'card_rich' },
  amount: { value: '390', currency: 'EUR' as const },
  passedAt: '2026-11-22T11:00:00+01:00',
};

/** The intent that a passage becomes, after its schema. */
function intentOf(change: object = {}): ChargeIntent {
  const intents: ChargeIntent[] = [];
  const acceptCharges = { many: async (all: ChargeIntent[]) => void intents.push(...all) };
  const passage = tollPassageBody.parse({ ...body, ...change });
  void new PassToll(acceptCharges as unknown as AcceptCharges).many([
    { operatorId: 'm_road', idempotencyKey: 'a', body: passage, deadline: Deadline.after(10_000) },
  ]);
  return intents[0]!;
}
const fingerprint = (change: object = {}) => intentOf(change).fingerprint;

describe('the fingerprint of a passage', () => {
  it.each([
    '2026-11-22T10:00:00Z',
    '2026-11-22T10:00:00.000Z',
    '2026-11-22T10:00:00.000000Z',
    '2026-11-22T05:30:00-04:30',
    '2026-11-22T11:00:00.0+01:00',
  ])('is the same for the same instant, as %s', (passedAt) => {
    expect(fingerprint({ passedAt })).toBe(fingerprint());
  });

  it('is the same for the same fields in another order', () => {
    const { gateId, laneId, ...rest } = body;
    expect(fingerprint({ ...rest, laneId, gateId, amount: { currency: 'EUR', value: '390' } })).toBe(
      fingerprint(),
    );
  });

  it.each([
    ['a millisecond', { passedAt: '2026-11-22T10:00:00.001Z' }],
    ['a microsecond', { passedAt: '2026-11-22T10:00:00.000001Z' }],
    ['the hour under the same offset', { passedAt: '2026-11-22T10:00:00+01:00' }],
    ['the amount', { amount: { value: '391', currency: 'EUR' } }],
    ['the lane', { laneId: 'LANE-1' }],
  ])('differs with %s', (_, change) => {
    expect(fingerprint(change)).not.toBe(fingerprint());
  });

  it('of a row from before is known: the instant as its caller wrote it', () => {
    expect(intentOf().formerFingerprint).toBe(
      '26b02b4f4947894ead0b9010e23b764ab169cdb6609946984cefa276bbd8ad9a',
    );
    expect(fingerprint()).toBe('0d354f095eb7e7afd8ce70a5b77e9655f2f4cdbed3d620ec3ea9ab59aa965809');
  });
});
