import { Deadline } from '@peaje/kernel';
import { eventually, type TestDatabase } from '@peaje/testing';
import type { ApplyOutcomes } from '../charge/apply-outcomes.handler.js';
import { CancelCharge } from '../charge/cancel-charge.handler.js';
import { cancelByCaller } from '../charge/charge-changes.js';
import { ResendUnconfirmed } from '../charge/resend-unconfirmed.handler.js';
import { insertOne, newCharge, outcome } from '../charge/charge.builders.js';
import { ChargeStore } from './charge-store.builders.js';
import type { PrismaCharges } from './charges.prisma.js';
import { readCharges } from './charges.sql.js';
import type { SettledListener } from './settled-listener.js';

describe('cancellations on a real database', () => {
  let database: TestDatabase;
  let charges: PrismaCharges;
  let outcomes: ApplyOutcomes;
  let listener: SettledListener;

  beforeAll(async () => {
    ({ database, charges, outcomes, listener } = await ChargeStore.open());
    listener.onApplicationBootstrap();
  });

  afterAll(async () => {
    await listener.onApplicationShutdown();
    await database.drop();
  });

  const cancel = async (id: string, merchantId: string): Promise<boolean> => {
    const changed = await charges.change({ select: 'by-id', ids: [id] }, (locked) =>
      cancelByCaller(locked, merchantId),
    );
    return changed > 0;
  };
  const outbox = async () =>
    (await database.pool.query<{ id: string }>('SELECT id FROM outbox ORDER BY id')).rows.map(({ id }) => id);

  it('cancelled by the till: pending or approved becomes cancelled with its event; declined stays', async () => {
    const [pending, approved, declined] = await Promise.all(
      [newCharge(), newCharge(), newCharge()].map((c) => insertOne(charges, c)),
    );
    await outcomes.execute([outcome(approved!.charge, 'approved'), outcome(declined!.charge, 'declined')]);
    const ids = [pending, approved, declined].map((stored) => stored!.charge.id);
    expect(await Promise.all(ids.map((id) => cancel(id, 'm_shop')))).toEqual([true, true, false]);
    expect(await cancel(ids[0]!, 'm_shop')).toBe(false);
    expect(await cancel(declined!.charge.id, 'm_other')).toBe(false);
    const rows = new Map(
      (await readCharges(database.pool, ids)).map((row) => [row.id, `${row.status}/${row.ledger}`]),
    );
    expect(ids.map((id) => rows.get(id))).toEqual([
      'cancelled/open',
      'cancelled/debited',
      'declined/untouched',
    ]);
    const sent = await outbox();
    expect(ids.map((id) => sent.includes(`${id}.cancellation-requested`))).toEqual([true, true, false]);
  });

  it('the answer to a cancellation waits for the money to be back', async () => {
    const { charge } = await insertOne(charges, newCharge());
    await outcomes.execute([outcome(charge, 'approved')]);
    const answer = new CancelCharge(charges, listener).byId(charge.id, {
      merchantId: 'm_shop',
      deadline: Deadline.after(10_000),
    });
    await eventually('the cancellation is in the outbox', async () =>
      expect(await outbox()).toContain(`${charge.id}.cancellation-requested`),
    );
    await outcomes.execute([outcome(charge, 'reversed')]);
    await expect(answer).resolves.toMatchObject({
      status: 'cancelled',
      ledger: 'reversed',
      reason: 'cancelled-by-caller',
    });
  });

  it('a key cancelled before its request comes: the late request is a cancelled charge, and no event goes out', async () => {
    const late = newCharge();
    const cancel = new CancelCharge(charges, listener);
    const kept = await cancel.byKey(late.idempotencyKey, 'shop', {
      merchantId: 'm_shop',
      deadline: Deadline.after(10),
    });
    const again = await cancel.byKey(late.idempotencyKey, 'shop', {
      merchantId: 'm_shop',
      deadline: Deadline.after(10),
    });
    expect(again).toEqual(kept);
    const { charge } = await insertOne(charges, late);
    expect(charge).toMatchObject({
      id: kept.id,
      status: 'cancelled',
      ledger: 'untouched',
      amountMinor: 1990n,
    });
    expect((await outbox()).filter((id) => id.startsWith(charge.id))).toEqual([]);
    await expect(
      cancel.byKey(late.idempotencyKey, 'shop', { merchantId: 'm_shop', deadline: Deadline.after(10) }),
    ).resolves.toEqual(charge);
  });

  it("a request and the cancellation of its key at once: never approved behind the till's back", async () => {
    for (let round = 0; round < 20; round++) {
      const charge = newCharge();
      const key = newCharge({ idempotencyKey: charge.idempotencyKey });
      const [stored, kept] = await Promise.all([insertOne(charges, charge), charges.insertCancelledKey(key)]);
      if ('cancelled' in kept)
        expect(stored.charge).toMatchObject({ id: kept.cancelled.id, status: 'cancelled' });
      else expect(kept.chargeId).toBe(stored.charge.id);
    }
  });

  it('an event that debit has not answered is sent again unchanged, and no more once debit has answered', async () => {
    const resend = new ResendUnconfirmed(charges);
    const [toll, shop, cancelled] = await Promise.all([
      insertOne(charges, newCharge({ kind: 'toll' })),
      insertOne(charges, newCharge()),
      insertOne(charges, newCharge()),
    ]);
    await cancel(cancelled.charge.id, 'm_shop');
    const { rows: first } = await database.pool.query('SELECT id, headers, value FROM outbox ORDER BY id');
    await database.pool.query('DELETE FROM outbox');
    expect(await resend.execute()).toBe(0);

    await database.pool.query(
      `UPDATE charge SET confirm_by = now() - interval '1 s' WHERE confirm_by IS NOT NULL`,
    );
    await resend.execute();
    const { rows: again } = await database.pool.query('SELECT id, headers, value FROM outbox ORDER BY id');
    const ids = [`${toll.charge.id}.requested`, `${cancelled.charge.id}.cancellation-requested`];
    const of = (rows: { id: string }[]) => rows.filter(({ id }) => ids.includes(id));
    expect(of(again)).toHaveLength(2);
    expect(of(again)).toEqual(of(first));
    expect(again.map(({ id }) => id)).not.toContain(`${shop.charge.id}.requested`);

    await outcomes.execute([outcome(toll.charge, 'approved'), outcome(cancelled.charge, 'cancelled')]);
    const { rows: open } = await database.pool.query(
      'SELECT id FROM charge WHERE confirm_by IS NOT NULL AND id = ANY($1)',
      [[toll.charge.id, cancelled.charge.id]],
    );
    expect(open).toEqual([]);
  });
});
