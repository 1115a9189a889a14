import type { OutboxRow } from '@peaje/messaging';
import { eventually, type TestDatabase } from '@peaje/testing';
import type { ApplyOutcomes } from '../charge/apply-outcomes.handler.js';
import { insertOne, newCharge, outcome } from '../charge/charge.builders.js';
import { isDecided } from '../charge/charge-machine.js';
import { ChargeStore } from './charge-store.builders.js';
import type { PrismaCharges } from './charges.prisma.js';
import { readCharges } from './charges.sql.js';
import type { SettledListener } from './settled-listener.js';

describe('charges of the same moment', () => {
  let database: TestDatabase;
  let offered: OutboxRow[];
  let charges: PrismaCharges;
  let outcomes: ApplyOutcomes;
  let own: SettledListener;

  beforeAll(async () => {
    ({ database, offered, charges, outcomes, listener: own } = await ChargeStore.open());
  });
  afterAll(() => database.drop());
  beforeEach(() => void offered.splice(0));

  const read = (id: string) => readCharges(database.pool, [id]);

  it('purchases of the same moment are one commit, each with its event', async () => {
    const stored = await Promise.all(Array.from({ length: 50 }, () => insertOne(charges, newCharge())));
    const ids = stored.map(({ charge }) => charge.id);
    const commits = await database.pool.query<{ n: number }>(
      'SELECT count(DISTINCT xmin::text)::int AS n FROM charge WHERE id = ANY($1)',
      [ids],
    );
    expect(commits.rows).toEqual([{ n: 1 }]);
    expect(offered.map(({ id }) => id).sort()).toEqual(ids.map((id) => `${id}.requested`).sort());
  });

  it('a purchase that cannot be stored leaves the others of its moment as they are', async () => {
    await database.pool.query(`ALTER TABLE outbox ADD CONSTRAINT refuse CHECK (key <> 'acc_refused')`);
    const all = Array.from({ length: 10 }, (_, n) => newCharge(n === 4 ? { accountId: 'acc_refused' } : {}));
    const results = await Promise.allSettled(all.map((one) => insertOne(charges, one)));
    expect(results.flatMap(({ status }, n) => (status === 'rejected' ? [n] : []))).toEqual([4]);
    expect(offered).toHaveLength(9);
    await database.pool.query('ALTER TABLE outbox DROP CONSTRAINT refuse');
  });

  it('a settled charge wakes a caller on this instance with the row of its commit: nothing is read', async () => {
    const { charge } = await insertOne(charges, newCharge());
    // Nothing but the commit answers: this listener neither listens nor polls.
    const waiting = own.until(charge.id, isDecided, 10_000);
    await outcomes.execute([outcome(charge, 'approved')]);
    await expect(waiting).resolves.toMatchObject({ id: charge.id, status: 'approved', ledger: 'debited' });
    const late = own.until(charge.id, isDecided, 10_000);
    await expect(late).resolves.toMatchObject({ id: charge.id, status: 'approved' });
  });

  it('an outcome that comes while another transaction changes the row is applied to what that one commits', async () => {
    const { charge } = await insertOne(charges, newCharge());
    const other = await database.pool.connect();
    await other.query('BEGIN');
    await other.query(
      `UPDATE charge SET status = 'cancelled', reason = 'deadline-passed', decided_at = now() WHERE id = $1`,
      [charge.id],
    );
    const applying = outcomes.execute([outcome(charge, 'approved')]);
    await eventually('the outcome waits for the row', async () => {
      const { rowCount } = await database.pool.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(rowCount).toBe(1);
    });
    await other.query('COMMIT');
    other.release();
    await applying;
    expect(await read(charge.id)).toMatchObject([
      { status: 'cancelled', reason: 'deadline-passed', ledger: 'debited' },
    ]);
  });
});
