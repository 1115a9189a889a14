import { PermanentError } from '@peaje/kernel';
import { cancellationEvent, chargeEvent } from '@peaje/testing';
import fc from 'fast-check';
import { CHARGE_TABLE } from './charge-table.js';
import { judge } from './judge.js';
import type { Account, Card, LedgerView, StoredCharge } from './ledger.js';
import { settleBatch } from './settle-batch.js';

const NOW = new Date('2026-11-22T10:00:00.000Z');
const CHARGE_A = '0199aaaa-0000-7000-8000-000000000001';
const CHARGE_B = '0199aaaa-0000-7000-8000-000000000002';

const account = (id: string, balanceMinor: bigint): Account => ({
  id,
  status: 'open',
  currency: 'EUR',
  balanceMinor,
});
const card = (change: Partial<Card> = {}): Card => ({
  token: 'card_rich',
  accountId: 'acc_rich',
  product: 'debit',
  last4: '4242',
  expires: '2030-12',
  status: 'active',
  ...change,
});

const view = (
  change: {
    balance?: bigint;
    card?: Partial<Card>;
    charges?: readonly StoredCharge[];
  } = {},
): LedgerView => ({
  accounts: new Map([
    ['holder acc_rich', account('acc_rich', change.balance ?? 10_000n)],
    ['merchant m_shop', account('m_shop', 0n)],
  ]),
  cards: new Map([['card_rich', card(change.card)]]),
  charges: new Map((change.charges ?? []).map((c) => [c.id, c])),
  recovered: new Set(),
});

const facts = (chargeId: string, value: string) => ({
  chargeId,
  amount: { value, currency: 'EUR' as const },
  merchantId: 'm_shop',
  requestedAt: '2026-11-22T09:59:59.000Z',
});

const request = (chargeId: string, value = '1990', change: object = {}) =>
  chargeEvent({ ...facts(chargeId, value), decideBy: '2026-11-22T10:00:09.000Z', ...change });

const cancellation = (chargeId: string, value = '1990') =>
  cancellationEvent({ ...facts(chargeId, value), cause: 'deadline-passed' });

const types = (outcomes: readonly { type: string }[]) => outcomes.map(({ type }) => type.split('.')[2]);

describe('judging a charge that is seen for the first time', () => {
  const rows: [
    name: string,
    change: { card?: Partial<Card>; balance?: bigint },
    request: object,
    reason: string | null,
  ][] = [
    ['enough money', {}, {}, null],
    ['exactly enough money', { balance: 1990n }, {}, null],
    ['a cent short', { balance: 1989n }, {}, 'insufficient-funds'],
    ['a blocked card', { card: { status: 'blocked' } }, {}, 'card-blocked'],
    ['a card of another account', { card: { accountId: 'acc_other' } }, {}, 'card-of-another-account'],
    ['an expired card', { card: { expires: '2026-10' } }, {}, 'card-expired'],
    ['a card in its last month', { card: { expires: '2026-11' } }, {}, null],
    ['prepaid in a shop', { card: { product: 'prepaid' } }, {}, null],
    [
      'prepaid at a toll',
      { card: { product: 'prepaid' } },
      { kind: 'toll', passedAt: NOW.toISOString() },
      'prepaid-not-accepted',
    ],
    [
      'a toll judged at its passage',
      { card: { expires: '2026-10' } },
      { kind: 'toll', passedAt: '2026-10-31T23:59:59.000Z' },
      null,
    ],
    ['an unknown account', {}, { accountId: 'acc_none' }, 'unknown-account'],
    ['an unknown card', {}, { card: { token: 'none', last4: '0000', product: 'debit' } }, 'unknown-card'],
  ];

  it.each(rows)('%s', (_name, change, requestChange, reason) => {
    const message = request(CHARGE_A, '1990', requestChange);
    const { outcomes, postings } = settleBatch([message], view(change), NOW);
    expect(outcomes[0]).toMatchObject(
      reason ? { type: 'peaje.charge.declined.v1', data: { reason } } : { type: 'peaje.charge.approved.v1' },
    );
    expect(postings).toHaveLength(reason ? 0 : 1);
  });

  it('past its deadline: cancelled, because the till has that answer already', () => {
    const late = request(CHARGE_A, '1990', { decideBy: '2026-11-22T09:59:59.999Z' });
    expect(
      judge({ request: late.data as never, account: account('acc_rich', 1n), card: card(), now: NOW }),
    ).toEqual({
      status: 'cancelled',
      reason: 'deadline-passed',
    });
  });
});

describe('a charge through the ledger', () => {
  it('approved: one posting with both sides, and the outcome carries the balance after it', () => {
    const { outcomes, postings, decided } = settleBatch([request(CHARGE_A)], view(), NOW);
    expect(postings).toEqual([
      {
        id: `${CHARGE_A}.charge`,
        kind: 'charge',
        chargeId: CHARGE_A,
        from: 'acc_rich',
        to: 'm_shop',
        amountMinor: 1990n,
        currency: 'EUR',
        at: NOW.toISOString(),
      },
    ]);
    expect(outcomes[0]).toMatchObject({
      id: `${CHARGE_A}.approved`,
      data: { balanceAfter: { value: '8010', currency: 'EUR' } },
    });
    expect(decided).toHaveLength(1);
  });

  it('first come, first served inside a batch', () => {
    const { outcomes } = settleBatch([request(CHARGE_A, '9000'), request(CHARGE_B, '1001')], view(), NOW);
    expect(types(outcomes)).toEqual(['approved', 'declined']);
  });

  it('the same request twice in a batch: one posting, the same event twice', () => {
    const { outcomes, postings } = settleBatch([request(CHARGE_A), request(CHARGE_A)], view(), NOW);
    expect(postings).toHaveLength(1);
    expect(outcomes[1]).toEqual(outcomes[0]);
  });

  it('cancellation before the request: a tombstone, and the request finds it', () => {
    const { outcomes, postings } = settleBatch([cancellation(CHARGE_A), request(CHARGE_A)], view(), NOW);
    expect(types(outcomes)).toEqual(['cancelled', 'cancelled']);
    expect(postings).toEqual([]);
  });

  it('request, cancellation, both again: debited once, reversed once', () => {
    const messages = [request(CHARGE_A), cancellation(CHARGE_A), cancellation(CHARGE_A), request(CHARGE_A)];
    const { outcomes, postings } = settleBatch(messages, view(), NOW);
    expect(types(outcomes)).toEqual(['approved', 'reversed', 'reversed', 'approved']);
    expect(postings.map(({ kind }) => kind)).toEqual(['charge', 'reversal']);
  });

  it('refuses a known charge id with another amount', () => {
    const settle = () => settleBatch([request(CHARGE_A), request(CHARGE_A, '1991')], view(), NOW);
    expect(settle).toThrow(
      new PermanentError('fingerprint-mismatch', `charge ${CHARGE_A} is stored with other contents`),
    );
  });

  it('in every order, with every repetition, and however it is cut into batches: net zero or debited once', () => {
    const message = fc
      .constantFrom('request', 'cancellation')
      .map((m) => (m === 'request' ? request(CHARGE_A) : cancellation(CHARGE_A)));
    fc.assert(
      fc.property(fc.array(fc.array(message, { maxLength: 4 }), { maxLength: 5 }), (batches) => {
        let stored: StoredCharge[] = [];
        const postings = batches.flatMap((batch) => {
          const settled = settleBatch(batch, view({ charges: stored }), NOW);
          stored = [...settled.decided, ...settled.reversed, ...stored].slice(0, 1);
          return settled.postings;
        });
        const net = postings.reduce(
          (sum, { kind, amountMinor }) => sum + (kind === 'charge' ? amountMinor : -amountMinor),
          0n,
        );
        const cancelled = batches
          .flat()
          .some(({ type }) => type === 'peaje.charge.cancellation-requested.v1');
        const requested = batches.flat().length > 0;
        expect(net).toBe(requested && !cancelled ? 1990n : 0n);
        expect(postings.filter(({ kind }) => kind === 'charge').length).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('the table', () => {
  it('never moves money for something it has stored, but to give it back', () => {
    const moving = Object.entries(CHARGE_TABLE).flatMap(([stored, row]) =>
      Object.entries(row)
        .filter(([, action]) => !action.startsWith('repeat'))
        .map(([arrival]) => `${stored} + ${arrival}`),
    );
    const expected =
      'nothing + request, nothing + cancellation, nothing + discard, approved + cancellation, declined + cancellation';
    expect(moving.join(', ')).toBe(expected);
  });
});

describe('a toll that is declined', () => {
  const toll = { kind: 'toll', passedAt: '2026-11-22T09:00:00.000Z', decideBy: null };

  it('is a debt: the car has passed', () => {
    const { debts } = settleBatch([request(CHARGE_A, '1990', toll)], view({ balance: 0n }), NOW);
    expect(debts).toEqual([
      {
        id: CHARGE_A,
        accountId: 'acc_rich',
        cardToken: 'card_rich',
        merchantId: 'm_shop',
        amountMinor: 1990n,
        currency: 'EUR',
        reason: 'insufficient-funds',
        incurredAt: NOW.toISOString(),
      },
    ]);
  });

  it('once, however often the request comes', () => {
    const twice = [request(CHARGE_A, '1990', toll), request(CHARGE_A, '1990', toll)];
    expect(settleBatch(twice, view({ balance: 0n }), NOW).debts).toHaveLength(1);
  });

  it.each([
    ['a declined shop charge', {}, 0n],
    ['a toll that was paid', toll, 1990n],
    ['an unknown account', { ...toll, accountId: 'acc_none' }, 0n],
  ])('%s is no debt', (_name, change, balance) => {
    expect(settleBatch([request(CHARGE_A, '1990', change)], view({ balance }), NOW).debts).toEqual([]);
  });
});
