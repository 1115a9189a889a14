import { shopChargeBody, tollPassageBody } from './pos.js';

const passage = {
  gateId: 'gate-3',
  laneId: 'lane-1',
  card: { token: 'card_rich' },
  amount: { value: '390', currency: 'EUR' },
};

describe('the time of a passage', () => {
  it.each(['2026-11-22T10:00:00Z', '2026-11-22T10:00:00.123+01:00', '2000-01-01T00:00:00Z'])(
    'may be %s',
    (passedAt) => {
      expect(tollPassageBody.safeParse({ ...passage, passedAt }).success).toBe(true);
    },
  );

  it.each([
    'yesterday',
    '2026-13-45T99:00:00Z',
    '2026-11-22T10:00:00',
    '0000-06-01T00:00:00Z',
    '9999-12-31T23:59:59-01:00',
    '1999-12-31T23:59:59Z',
    '',
    null,
  ])('may not be %s', (passedAt) => {
    expect(tollPassageBody.safeParse({ ...passage, passedAt }).success).toBe(false);
  });
});

it.each(['a\0b', '\ud800', 'x\udfff'])('a text that the database cannot hold is refused: %j', (text) => {
  const body = { tillId: 't', card: passage.card, amount: passage.amount, reference: text };
  expect(shopChargeBody.safeParse(body).success).toBe(false);
});
