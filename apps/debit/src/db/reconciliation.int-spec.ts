import { NdjsonStreams } from '@peaje/chassis';
import {
  accountLine,
  decisionLine,
  type AccountLine,
  type ChargeStreamQuery,
  type DecisionLine,
} from '@peaje/contracts';
import { newId } from '@peaje/kernel';
import { cancellationEvent, ndjsonLines } from '@peaje/testing';
import { ReconciliationController } from '../http/reconciliation.controller.js';
import { Bank, passage } from './bank.builders.js';

const COUNT = 2_500;
const START_MS = Date.parse('2026-11-20T00:00:00.000Z');
const IDS = Array.from({ length: COUNT }, (_, n) => newId(START_MS + n * 1_000));
const FACTS = {
  kind: 'shop',
  amount: { value: '390', currency: 'EUR' },
  accountId: 'acc',
  card: { token: 'card' },
  merchantId: 'm_shop',
};

describe('what debit has stored, as streams', () => {
  let bank: Bank;
  let controller: ReconciliationController;

  beforeEach(async () => {
    bank = await Bank.open();
    controller = new ReconciliationController(bank.database.pool, new NdjsonStreams());
  });
  afterEach(() => bank.database.drop());

  const query = (sql: string, values: unknown[] = []) => bank.database.pool.query(sql, values);
  const storeCharges = (ids: readonly string[], facts: string = JSON.stringify(FACTS)) =>
    query(
      `INSERT INTO charge (id, fingerprint, status, facts, decided_at)
       SELECT id, 'f', 'approved', $2::json, now() FROM unnest($1::uuid[]) AS id`,
      [ids, facts],
    );
  const storePostings = (ids: readonly string[], kind = 'charge', sides = ['acc', 'm_shop']) =>
    query(
      `INSERT INTO posting (id, kind, charge_id, from_account, to_account, amount_minor, currency, at)
       SELECT id || '.' || $2::text, $2, id, $3, $4, 390, 'EUR', now() FROM unnest($1::uuid[]) AS id`,
      [ids, kind, ...sides],
    );
  const storeDebts = (ids: readonly string[]) =>
    query(
      `INSERT INTO debt (id, account_id, card_token, merchant_id, amount_minor, currency, reason, incurred_at)
       SELECT id, 'acc', 'card', 'm_road', 390, 'EUR', 'insufficient-funds', now() FROM unnest($1::uuid[]) AS id`,
      [ids],
    );

  async function decisions(of: ChargeStreamQuery = {}): Promise<DecisionLine[]> {
    const lines = await ndjsonLines((await controller.decisions(of)).getStream());
    return lines.map((line) => decisionLine.parse(line));
  }
  async function accounts(after?: string): Promise<AccountLine[]> {
    const lines = await ndjsonLines((await controller.accounts({ after })).getStream());
    return lines.map((line) => accountLine.parse(line));
  }
  const idsOf = (lines: readonly { id: string }[]) => lines.map(({ id }) => id);

  it('a toll that became a debt, was recovered and then cancelled: its decision, postings and debt in one line', async () => {
    const holder = await bank.newHolder();
    const member = bank.member();
    const toll = passage(holder, '390');
    const { chargeId } = toll.data;
    await member.execute([toll]);
    await bank.deposit(holder.accountId, '1000');
    await bank.recover(chargeId);
    await member.execute([cancellationEvent(toll.data)]);

    const amount = { value: '390', currency: 'EUR' };
    const { accountId, merchantId } = toll.data;
    expect(await decisions()).toEqual([
      {
        id: chargeId,
        decision: {
          status: 'declined',
          reason: 'insufficient-funds',
          kind: 'toll',
          amount,
          accountId,
          cardToken: toll.data.card.token,
          merchantId,
          decidedAt: expect.any(String),
          reversedAt: expect.any(String),
        },
        postings: [
          { id: `${chargeId}.debt-recovery`, kind: 'debt-recovery', from: accountId, to: merchantId, amount },
          {
            id: `${chargeId}.recovery-reversal`,
            kind: 'recovery-reversal',
            from: merchantId,
            to: accountId,
            amount,
          },
        ],
        debt: {
          accountId,
          merchantId,
          amount,
          recoveredAt: expect.any(String),
          cancelledAt: expect.any(String),
        },
      },
    ]);
    const booked = { balance: { value: '1000', currency: 'EUR' }, posted: '1000' };
    expect(await accounts()).toContainEqual({ id: `holder/${accountId}`, ...booked });
  });

  it('every charge comes once, in order of id, over three pages, and a stream goes on behind any of them', async () => {
    await storeCharges(IDS.toReversed());
    await storePostings(IDS);
    const lines = await decisions();
    expect(idsOf(lines)).toEqual(IDS);
    expect(lines.every(({ decision, postings }) => decision && postings.length === 1)).toBe(true);
    for (const last of [0, 999, 1_000, 2_499])
      expect(idsOf(await decisions({ after: IDS[last] }))).toEqual(IDS.slice(last + 1));
    const since = new Date(START_MS + 1_700_000).toISOString();
    expect(idsOf(await decisions({ since }))).toEqual(IDS.slice(1_700));
    expect(idsOf(await decisions({ since, after: IDS[2_000] }))).toEqual(IDS.slice(2_001));
  });

  it('a posting without a charge, a charge without postings and a debt without either each have their line', async () => {
    const [first, last] = ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'];
    const parts = [IDS.slice(0, 1_200), IDS.slice(600, 1_800), IDS.slice(1_500)] as const;
    await storeCharges(parts[0]);
    await storePostings([first, ...parts[1], last]);
    await storePostings(parts[1].slice(0, 10), 'reversal', ['m_shop', 'acc']);
    await storeDebts(parts[2]);
    const lines = await decisions();
    expect(idsOf(lines)).toEqual([first, ...IDS, last]);
    const has = lines.map(({ decision, postings, debt }) => [
      decision !== null,
      postings.length,
      debt !== null,
    ]);
    const expected = IDS.map((_, n) => [n < 1_200, n < 600 || n >= 1_800 ? 0 : n < 610 ? 2 : 1, n >= 1_500]);
    expect(has).toEqual([[false, 1, false], ...expected, [false, 1, false]]);
    expect(idsOf(await decisions({ after: first }))).toEqual([...IDS, last]);
  });

  it.each([
    'null',
    '[]',
    '"text"',
    '17',
    '{"amount":"390","card":[]}',
    '{"amount":{"value":"3.9"},"kind":{"a":1}}',
  ])('facts that were edited to %s cut no stream: what cannot be read is empty', async (facts) => {
    await storeCharges(IDS.slice(0, 1), facts);
    await storeCharges(IDS.slice(1, 2));
    expect(await decisions()).toMatchObject([
      {
        decision: {
          kind: '',
          amount: { value: '0', currency: '' },
          accountId: '',
          cardToken: '',
          merchantId: '',
        },
      },
      { decision: { kind: 'shop', amount: FACTS.amount, accountId: 'acc', cardToken: 'card' } },
    ]);
  });

  it('facts with a NUL, times without an end and odd amounts cut no stream either', async () => {
    const facts = JSON.stringify({
      ...FACTS,
      kind: 'a\0b',
      amount: { value: '-0099999999999999999999', currency: 'X' },
    });
    await storeCharges(IDS.slice(0, 1), facts);
    await query(`UPDATE charge SET decided_at = 'infinity', reversed_at = '-infinity'`);
    expect(await decisions()).toMatchObject([
      {
        decision: {
          kind: 'a\0b',
          amount: { value: '-0099999999999999999999', currency: 'X' },
          decidedAt: '9999-12-31T23:59:59.999Z',
          reversedAt: '0000-01-01T00:00:00.000Z',
        },
      },
    ]);
  });

  it('accounts with what their postings moved: a holder and a merchant of one id are two; an unknown kind is no account', async () => {
    await query(`INSERT INTO account (id, kind, currency, balance_minor) VALUES
      ('acc', 'holder', 'EUR', 610), ('m_shop', 'merchant', 'EUR', 390), ('m_shop', 'holder', 'EUR', 5)`);
    await query('UPDATE account SET balance_minor = -1000 WHERE kind = $1', ['bank']);
    const deposit = `INSERT INTO posting (id, kind, from_account, to_account, amount_minor, currency, at)
                     VALUES ($1, $2, 'bank', 'acc', 1000, 'EUR', now())`;
    await query(deposit, ['one', 'deposit']);
    await query(deposit, ['other', 'gift']);
    await storePostings(IDS.slice(0, 2));
    await storePostings(IDS.slice(0, 1), 'reversal', ['m_shop', 'acc']);
    const eur = (value: string) => ({ value, currency: 'EUR' });
    expect(await accounts()).toEqual([
      { id: 'bank/bank', balance: eur('-1000'), posted: '-1000' },
      { id: 'holder/acc', balance: eur('610'), posted: '610' },
      { id: 'holder/m_shop', balance: eur('5'), posted: '0' },
      { id: 'merchant/m_shop', balance: eur('390'), posted: '390' },
    ]);
  });

  it('2 500 accounts come once each, and the stream goes on behind any of them', async () => {
    await query(
      `INSERT INTO account (id, kind, currency)
       SELECT 'a/' || n, (ARRAY['holder', 'merchant'])[n % 2 + 1], 'EUR' FROM generate_series(1, $1) AS n`,
      [COUNT],
    );
    const all = idsOf(await accounts());
    expect(new Set(all).size).toBe(COUNT + 1);
    expect(all).toHaveLength(COUNT + 1);
    for (const last of [0, 1_000, 1_250, 2_400])
      expect(idsOf(await accounts(all[last]))).toEqual(all.slice(last + 1));
    expect(idsOf(await accounts('holder'))).toEqual(all.slice(1));
  });
});
