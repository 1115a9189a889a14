import { shopChargeBody, tollPassageBody } from './pos.js';

const passage = {
  gateId: 'gate-3',
  laneId: 'lane-1',
  card: { token: 'card_rich' },
  amount: { value: '390', currency: 'EUR' },
};

describe('the time of a passage', () => {
  it.each([
    '2026-11-22T10:00:00Z',
    '2026-11-22T10:00:00.123+01:00',
    '2000-01-01T00:00:00Z',
    '2026-11-22T10:00:00.123456789Z',
    `2026-11-22T10:00:00.${'1'.repeat(1_000)}Z`,
    '2026-11-22T10:00:00-00:00',
    '2026-11-22T10:00:00+14:00',
    '2028-02-29T00:00:00-23:59',
  ])('may be %s', (passedAt) => {
    expect(tollPassageBody.safeParse({ ...passage, passedAt }).success).toBe(true);
    expect(new Date(passedAt).toISOString()).toMatch(/^20\d\d-/);
  });

  it.each([
    'yesterday',
    '2026-13-45T99:00:00Z',
    '2026-11-22T10:00:00',
    '0000-06-01T00:00:00Z',
    '9999-12-31T23:59:59-01:00',
    '1999-12-31T23:59:59Z',
    '2000-01-01T00:00:00+14:00',
    '+275760-09-13T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2027-02-29T00:00:00Z',
    '2026-12-31T23:59:60Z',
    '2026-11-22T24:00:00Z',
    '2026-11-22T10:00:00+24:00',
    '2026-11-22T10:00:00,5Z',
    '2026-11-22 10:00:00Z',
    '2026-11-22t10:00:00z',
    '٢٠٢٦-١١-٢٢T10:00:00Z',
    '2026-11-22T10:00:00Z\n',
    1_795_341_600_000,
    '',
    null,
  ])('may not be %j', (passedAt) => {
    const { error } = tollPassageBody.safeParse({ ...passage, passedAt });
    expect(error?.issues[0]).toMatchObject({
      path: ['passedAt'],
      message: expect.stringContaining('2026-11-22T'),
    });
  });
});

it.each(['a\0b', '\ud800', 'x\udfff'])('a text that the database cannot hold is refused: %j', (text) => {
  const body = { tillId: 't', card: passage.card, amount: passage.amount, reference: text };
  expect(shopChargeBody.safeParse(body).success).toBe(false);
});
