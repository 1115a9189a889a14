import { Deadline, newId, PermanentError } from '@peaje/kernel';
import type { OutboxRow } from '@peaje/messaging';
import { eventually, repeatWhileLate, type TestDatabase } from '@peaje/testing';
import { AcceptCharges } from '../charge/accept-charges.js';
import type { ApplyOutcomes } from '../charge/apply-outcomes.handler.js';
import { CancelOverdueCharges } from '../charge/cancel-overdue-charges.handler.js';
import type { CardList } from '../charge/card-list.js';
import { ChargeCard } from '../charge/charge-card.handler.js';
import { cancellationEvent } from '../charge/charge-events.js';
import { isDecided } from '../charge/charge-machine.js';
import { insertOne, newCharge, outcome, passageTimes } from '../charge/charge.builders.js';
import { ChargeStore } from './charge-store.builders.js';
import type { PrismaCharges } from './charges.prisma.js';
import { lockCharges, readCharges } from './charges.sql.js';
import { PAST_THE_DEADLINE_MS } from '../charge/outcome-unknown.js';
import { SettledListener } from './settled-listener.js';

describe('charges on a real database', () => {
  let database: TestDatabase;
  let offered: OutboxRow[];
  let charges: PrismaCharges;
  let outcomes: ApplyOutcomes;
  let overdue: CancelOverdueCharges;
  let listener: SettledListener;

  beforeAll(async () => {
    ({ database, offered, charges, outcomes } = await ChargeStore.open());
    overdue = new CancelOverdueCharges(charges);
    // As another instance: a listener with a connection of its own.
    listener = new SettledListener(database.pool);
    listener.onApplicationBootstrap();
  });

  afterAll(async () => {
    await listener.onApplicationShutdown();
    await database.drop();
  });

  beforeEach(() => void offered.splice(0));

  const read = (id: string) => readCharges(database.pool, [id]);
  const outbox = async () =>
    (await database.pool.query<{ id: string }>('SELECT id FROM outbox ORDER BY id')).rows.map(({ id }) => id);

  it('fifty posts of one key at once: one charge, one event, one answer for all', async () => {
    const key = { idempotencyKey: newId() };
    const stored = await Promise.all(Array.from({ length: 50 }, () => insertOne(charges, newCharge(key))));
    expect(new Set(stored.map(({ charge }) => charge.id)).size).toBe(1);
    expect(stored.filter(({ created }) => created)).toHaveLength(1);
    expect(offered.map(({ id }) => id)).toEqual([`${stored[0]!.charge.id}.requested`]);
  });

  it('requests and cancellations go to the topic of their kind', async () => {
    for (const kind of ['shop', 'toll'] as const) {
      const { charge } = await insertOne(charges, newCharge({ kind }));
      await charges.change({ select: 'by-id', ids: [charge.id] }, (locked) =>
        locked.map((one) => ({ charge: { ...one, status: 'cancelled' }, event: cancellationEvent(one) })),
      );
    }
    expect(offered.map(({ id, topic }) => `${topic}: ${id.split('.')[1]}`)).toEqual([
      'charges.requested: requested',
      'charges.requested: cancellation-requested',
      'passages.requested: requested',
      'passages.requested: cancellation-requested',
    ]);
  });

  it('charge and event are one commit: an event that cannot be stored leaves no charge', async () => {
    await database.pool.query(`ALTER TABLE outbox ADD CONSTRAINT refuse CHECK (key <> 'acc_refused')`);
    const charge = newCharge({ accountId: 'acc_refused' });
    await expect(insertOne(charges, charge)).rejects.toMatchObject({ code: '23514' });
    expect((await charges.findByKeys([charge])).charges).toEqual(new Map());
    await database.pool.query('ALTER TABLE outbox DROP CONSTRAINT refuse');
  });

  it("the deadline is the database's: cancelled only when overdue, together with its cancellation", async () => {
    const [early, late] = await Promise.all([
      insertOne(charges, newCharge()),
      insertOne(charges, newCharge({ deadline: Deadline.after(1) })),
    ]);
    await eventually('the overdue charge is cancelled', async () => {
      await overdue.any();
      expect(await read(late.charge.id)).toMatchObject([
        { status: 'cancelled', reason: 'deadline-passed', ledger: 'open' },
      ]);
    });
    expect(await read(early.charge.id)).toMatchObject([{ status: 'pending' }]);
    expect(await outbox()).toContain(`${late.charge.id}.cancellation-requested`);
  });

  it('the deadline of a row is what is left of the wait when its statement goes out', async () => {
    const held = await database.pool.connect();
    await held.query('BEGIN; LOCK TABLE charge IN SHARE MODE');
    const askedMs = performance.now();
    const inserting = insertOne(charges, newCharge({ deadline: Deadline.after(10_000, askedMs - 4_000) }));
    await eventually('the charge waits for the lock', async () => {
      const { rowCount } = await database.pool.query(`SELECT FROM pg_locks WHERE NOT granted`);
      expect(rowCount).toBe(1);
    });
    await held.query('COMMIT');
    held.release();
    const { charge } = await inserting;
    const waitMs = Date.parse(charge.decideBy!) - Date.parse(charge.requestedAt);
    expect(waitMs).toBeLessThanOrEqual(6_000);
    expect(waitMs).toBeGreaterThan(6_000 - (performance.now() - askedMs));
  });

  it('a passage has no deadline, however long its gate has waited', async () => {
    const toll = newCharge({ kind: 'toll', deadline: Deadline.after(0) });
    const { charge } = await insertOne(charges, toll);
    expect(charge).toMatchObject({ status: 'pending', decideBy: null });
    await overdue.any();
    expect(await read(charge.id)).toMatchObject([{ status: 'pending' }]);
  });

  it('an overdue charge that another instance has locked is left to it, without waiting', async () => {
    const { charge } = await insertOne(charges, newCharge({ deadline: Deadline.after(0) }));
    const other = await database.pool.connect();
    await other.query('BEGIN');
    const locked = await lockCharges(other, { select: 'overdue', ids: [charge.id], limit: 1 });
    expect(locked.map(({ id }) => id)).toEqual([charge.id]);
    await overdue.one(charge.id);
    expect(await read(charge.id)).toMatchObject([{ status: 'pending' }]);
    await other.query('ROLLBACK');
    other.release();
    await overdue.one(charge.id);
    expect(await read(charge.id)).toMatchObject([{ status: 'cancelled' }]);
  });

  it('approval and deadline race: one wins, and the caller gets the row', async () => {
    for (let round = 0; round < 20; round++) {
      const { charge } = await insertOne(charges, newCharge({ deadline: Deadline.after(0) }));
      await Promise.all([overdue.one(charge.id), outcomes.execute([outcome(charge, 'approved')])]);
      // SKIP LOCKED may have left the row to the approval; both orders must end in the same two facts.
      const [row] = await read(charge.id);
      const cancellation = (await outbox()).includes(`${charge.id}.cancellation-requested`);
      expect(row).toMatchObject({ status: cancellation ? 'cancelled' : 'approved', ledger: 'debited' });
    }
  });

  it('a settled charge wakes a caller on another instance, with the committed row', async () => {
    const { charge } = await insertOne(charges, newCharge());
    const waiting = listener.until(charge.id, isDecided, 10_000);
    await outcomes.execute([outcome(charge, 'declined')]);
    await expect(waiting).resolves.toMatchObject({
      id: charge.id,
      status: 'declined',
      reason: 'insufficient-funds',
      ledger: 'untouched',
    });
  });

  it('a lost LISTEN connection: the poll answers all the same', async () => {
    const { charge } = await insertOne(charges, newCharge());
    const waiting = listener.until(charge.id, isDecided, 10_000);
    const { rowCount } = await database.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN charge_settled%' AND usename = current_user`,
    );
    expect(rowCount).toBeGreaterThan(0);
    await outcomes.execute([outcome(charge, 'approved')]);
    await expect(waiting).resolves.toMatchObject({ status: 'approved' });
  });

  it('repeated and late outcomes change nothing; a contradiction is permanent and changes nothing either', async () => {
    const { charge } = await insertOne(charges, newCharge());
    const all = [outcome(charge, 'approved'), outcome(charge, 'reversed'), outcome(charge, 'approved')];
    await outcomes.execute(all);
    await outcomes.execute(all);
    expect(await read(charge.id)).toMatchObject([{ status: 'cancelled', ledger: 'reversed' }]);
    await expect(outcomes.execute([outcome(charge, 'declined')])).rejects.toThrow(PermanentError);
    expect(await read(charge.id)).toMatchObject([{ status: 'cancelled', ledger: 'reversed' }]);
  });

  /** A till with one good card, on the real charges and waiters. */
  const aShop = () => {
    const cards = {
      find: async () =>
        new Map([
          ['card_rich', { token: 'card_rich', accountId: 'acc_rich', product: 'debit', last4: '4242' }],
        ]),
    };
    const shop = new ChargeCard(
      new AcceptCharges(
        charges,
        cards as unknown as CardList,
        { hasCapacity: () => true },
        passageTimes('2026-11-22T10:00:00.000Z'),
      ),
      overdue,
      listener,
    );
    const body = {
      tillId: 'till-7',
      card: { token: 'card_rich' },
      amount: { value: '5', currency: 'EUR' as const },
    };
    return { shop, body };
  };

  it('nobody decides: the shop is answered cancelled at its deadline, by a committed row', async () => {
    const { shop, body } = aShop();
    const { result, tookMs } = await repeatWhileLate(async () => {
      const idempotencyKey = newId();
      const request = {
        merchantId: 'm_shop',
        idempotencyKey,
        body,
        deadline: Deadline.after(1_000),
        respondAsync: false,
      };
      return { request, ...(await shop.execute(request)) };
    }, 1_000 + PAST_THE_DEADLINE_MS);
    const { request, charge } = result;
    expect(tookMs).toBeLessThanOrEqual(1_000 + PAST_THE_DEADLINE_MS);
    expect(charge).toMatchObject({ status: 'cancelled', reason: 'deadline-passed', ledger: 'open' });
    expect(await shop.execute(request)).toMatchObject({
      replayed: true,
      charge: { id: charge.id, status: 'cancelled' },
    });
  });

  it('a repetition joins the first wait, however short its own: cancelled, and not unknown', async () => {
    const { shop, body } = aShop();
    const { result, tookMs } = await repeatWhileLate(async () => {
      const request = { merchantId: 'm_shop', idempotencyKey: newId(), body };
      const first = await shop.execute({ ...request, deadline: Deadline.after(2_500), respondAsync: true });
      const joined = await shop.execute({ ...request, deadline: Deadline.after(1_000), respondAsync: false });
      return { first, joined };
    }, 2_500 + PAST_THE_DEADLINE_MS);
    const { first, joined } = result;
    expect(tookMs).toBeLessThanOrEqual(2_500 + PAST_THE_DEADLINE_MS);
    expect(first.charge.status).toBe('pending');
    expect(joined).toMatchObject({ replayed: true, charge: { id: first.charge.id, status: 'cancelled' } });
  });
});
