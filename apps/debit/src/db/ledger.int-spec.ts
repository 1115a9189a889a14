import type { ChargeRequestEvent } from '@peaje/contracts';
import { ConflictError, newId, SystemClock } from '@peaje/kernel';
import { classify, type Relay } from '@peaje/messaging';
import {
  cancellationEvent,
  chargeEvent,
  createTestDatabase,
  eventually,
  type TestDatabase,
} from '@peaje/testing';
import { chargeFingerprint } from '../ledger/fingerprint.js';
import { SettleCharges } from '../ledger/settle-charges.handler.js';
import { PostgresLedger } from './ledger.sql.js';

const ACCOUNTS = ['acc_a', 'acc_b', 'acc_c'];
const BALANCE = 10_000n;

const message = (
  chargeId: string,
  accountId: string,
  value: string,
  kind: 'request' | 'cancellation',
): ChargeRequestEvent => {
  const facts = {
    chargeId,
    accountId,
    card: { token: `card_of_${accountId}`, last4: '4242', product: 'debit' as const },
    amount: { value, currency: 'EUR' as const },
    merchantId: `m_${chargeId.slice(-1)}`,
  };
  return kind === 'request' ? chargeEvent(facts) : cancellationEvent(facts);
};

const relay = { offer: () => undefined } as unknown as Relay;

describe('the ledger on a real database', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase('debit');
    for (const id of ACCOUNTS) {
      await database.pool.query(
        `INSERT INTO account (id, kind, currency, balance_minor) VALUES ($1, 'holder', 'EUR', $2)`,
        [id, BALANCE],
      );
      await database.pool.query(
        `INSERT INTO card (token, account_id, product, last4, expires) VALUES ('card_of_' || $1, $1, 'debit', '4242', '2030-12')`,
        [id],
      );
    }
    await database.pool.query(`UPDATE account SET balance_minor = -$1::bigint WHERE id = 'bank'`, [
      BALANCE * BigInt(ACCOUNTS.length),
    ]);
  });

  afterEach(() => database.drop());

  /** A member of the group, with a connection of its own. */
  const member = () => new SettleCharges(new PostgresLedger(database.pool, relay), new SystemClock());

  const one = async <T>(sql: string): Promise<T> =>
    (await database.pool.query<{ value: T }>(sql)).rows[0]!.value;

  async function booksBalance(): Promise<void> {
    expect(await one(`SELECT sum(balance_minor)::text AS value FROM account`)).toBe('0');
    expect(
      await one(
        `SELECT count(*)::int AS value FROM account a
         WHERE a.kind <> 'bank' AND a.balance_minor <> (CASE kind WHEN 'holder' THEN ${BALANCE} ELSE 0 END)
           + coalesce((SELECT sum(amount_minor) FROM posting WHERE to_account = a.id), 0)
           - coalesce((SELECT sum(amount_minor) FROM posting WHERE from_account = a.id), 0)`,
      ),
    ).toBe(0);
    expect(
      await one(
        `SELECT count(*)::int AS value FROM charge c
         WHERE (SELECT count(*) FROM posting p WHERE p.charge_id = c.id AND kind = 'charge')
             <> (CASE WHEN status IN ('approved', 'reversed') THEN 1 ELSE 0 END)
            OR (SELECT count(*) FROM posting p WHERE p.charge_id = c.id AND kind = 'reversal')
             <> (CASE status WHEN 'reversed' THEN 1 ELSE 0 END)`,
      ),
    ).toBe(0);
  }

  it('a batch: approved until the money is gone, both sides posted, balances shifted once', async () => {
    const batch = Array.from({ length: 12 }, () => message(newId(), 'acc_a', '1000', 'request'));
    const outcomes = await member().execute(batch);
    expect(outcomes.map(({ type }) => type.split('.')[2])).toEqual([
      ...Array<string>(10).fill('approved'),
      'declined',
      'declined',
    ]);
    expect(await one(`SELECT balance_minor::text AS value FROM account WHERE id = 'acc_a'`)).toBe('0');
    await booksBalance();
  });

  it('the same batch again gets the same events, byte for byte, and moves nothing', async () => {
    const batch = ACCOUNTS.map((id) => message(newId(), id, '1990', 'request'));
    const first = await member().execute(batch);
    const again = await member().execute(batch);
    expect(JSON.stringify(again)).toBe(JSON.stringify(first));
    await booksBalance();
  });

  it('a zombie member and its successor handle the same records at once: debited once', async () => {
    const batches = Array.from({ length: 20 }, () =>
      Array.from({ length: 20 }, (_, i) => message(newId(), ACCOUNTS[i % 3]!, '7', 'request')),
    );
    const members = [member(), member(), member()];
    for (const batch of batches) {
      const outcomes = await Promise.all(members.map((m) => withRerun(() => m.execute(batch))));
      for (const other of outcomes) expect(JSON.stringify(other)).toBe(JSON.stringify(outcomes[0]));
    }
    expect(await one(`SELECT count(*)::int AS value FROM posting`)).toBe(400);
    await booksBalance();
  });

  it('two members store one charge at once: the later one loses the race, runs again and finds the charge', async () => {
    const request = message(newId(), 'acc_unknown', '7', 'request');
    const winner = await database.pool.connect();
    await winner.query('BEGIN');
    // The winner has inserted the charge and not committed yet: the loser reads nothing, then waits at its insert.
    await winner.query(
      `INSERT INTO charge (id, fingerprint, status, reason, facts, decided_at)
       VALUES ($1, $2, 'declined', 'unknown-account', $3, now())`,
      [request.data.chargeId, chargeFingerprint(request.data), JSON.stringify(request.data)],
    );
    const lost = member()
      .execute([request])
      .catch((error: unknown) => error);
    await eventually('the loser waits for the winner', async () => {
      expect(
        await one(
          `SELECT count(*)::int AS value FROM pg_stat_activity
           WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'INSERT INTO charge%'`,
        ),
      ).toBe(1);
    });
    await winner.query('COMMIT');
    winner.release();

    const error = await lost;
    expect(error).toBeInstanceOf(ConflictError);
    expect(classify(error)).toBe('conflict');
    expect(await member().execute([request])).toMatchObject([{ id: `${request.data.chargeId}.declined` }]);
    expect(await one(`SELECT count(*)::int AS value FROM charge`)).toBe(1);
  });

  it('requests and cancellations in any order on crossing accounts, from four members: the books balance', async () => {
    const work = Array.from({ length: 60 }, (_, i) => ({
      id: newId(),
      account: ACCOUNTS[i % 3]!,
      amount: String(50 + (i % 40)),
    }));
    const messages = work.flatMap(({ id, account, amount }, i) => [
      message(id, account, amount, i % 4 === 0 ? 'cancellation' : 'request'),
      message(id, account, amount, 'request'),
      ...(i % 3 === 0 ? [message(id, account, amount, 'cancellation')] : []),
    ]);
    const lanes = [0, 1, 2, 3].map((lane) => messages.filter((_, i) => i % 4 === lane));
    const members = lanes.map(() => member());
    await Promise.all(
      lanes.map(async (lane, i) => {
        for (let at = 0; at < lane.length; at += 8)
          await withRerun(() => members[i]!.execute(lane.slice(at, at + 8)));
      }),
    );
    await booksBalance();
  });

  it('a failover loses the row of a merchant that a member knows: the next run opens it again', async () => {
    const knowing = member();
    const [before, after] = ['acc_a', 'acc_b'].map((id) => message(newId(), id, '700', 'request'));
    const facts = { ...after!.data, merchantId: before!.data.merchantId };
    await knowing.execute([before!]);
    await database.pool.query(`DELETE FROM posting`);
    await database.pool.query(`DELETE FROM charge`);
    await database.pool.query(`DELETE FROM account WHERE kind = 'merchant'`);
    await database.pool.query(`UPDATE account SET balance_minor = ${BALANCE} WHERE kind = 'holder'`);

    const lost = await knowing.execute([chargeEvent(facts)]).catch((error: unknown) => error);
    expect(classify(lost)).toBe('conflict');
    expect(await knowing.execute([chargeEvent(facts)])).toMatchObject([{ id: `${facts.chargeId}.approved` }]);
    // What the failover lost comes again, because its offset was not committed.
    expect(await knowing.execute([before!])).toMatchObject([{ id: `${before!.data.chargeId}.approved` }]);
    await booksBalance();
  });

  it('the database itself refuses an overdraft and a second debit of one charge', async () => {
    await expect(
      database.pool.query(`UPDATE account SET balance_minor = -1 WHERE id = 'acc_a'`),
    ).rejects.toMatchObject({ code: '23514' });
    const id = newId();
    await member().execute([message(id, 'acc_a', '1', 'request')]);
    await expect(
      database.pool.query(`INSERT INTO posting SELECT * FROM posting WHERE charge_id = '${id}'`),
    ).rejects.toMatchObject({
      code: '23505',
    });
  });
});

/** Runs the batch again at once after a conflict, as the pipeline does. */
async function withRerun<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt > 20 || classify(error) !== 'conflict') throw error;
    }
  }
}
