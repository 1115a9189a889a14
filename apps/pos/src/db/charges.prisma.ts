import { inTransaction } from '@peaje/chassis';
import {
  chargesRequested,
  decodeCursor,
  pageOf,
  UUID_POSITION,
  type ChargeOutcomeEvent,
  type Page,
} from '@peaje/contracts';
import { insertOutbox, outboxRow, type OutboxRow, type Relay, type SqlSession } from '@peaje/messaging';
import { newId } from '@peaje/kernel';
import type pg from 'pg';
import type { CancelledKey, Charge, IdempotencyScope, NewCharge } from '../charge/charge.js';
import { cancellationEvent, lastEvent, requestEvent } from '../charge/charge-events.js';
import { Charges, type ChargeQuery, type Inserted, type Stored } from '../charge/charges.js';
import { assertDiscardable, stateChangesOf } from '../charge/outcome-changes.js';
import { chargeOf, type SqlChargeRow } from './charge-row.js';
import {
  cancelCharge,
  cancelOverdueCharges,
  changeCharges,
  insertCharges,
  keepCancelledKey,
  notifySettled,
  readByKeys,
  readCharges,
  takeUnconfirmed,
} from './charges.sql.js';
import type { OutboxLimits } from '../pos.config.js';
import type { PosDatabase } from './pos-database.js';

/** Leaves out keys of which only the cancellation has come. */
const REQUESTED = { fingerprint: { not: null } };

export class PrismaCharges extends Charges {
  constructor(
    private readonly prisma: PosDatabase,
    private readonly pool: pg.Pool,
    private readonly relay: Relay,
    private readonly limits: OutboxLimits,
  ) {
    super();
  }

  takesMore(kind: Charge['kind']): boolean {
    const { PEAJE_OUTBOX_SHOP_LIMIT: shop, PEAJE_OUTBOX_TOLL_LIMIT: toll } = this.limits;
    return this.relay.waiting < { shop, toll }[kind];
  }

  findByKeys(callerId: string, idempotencyKeys: readonly string[]): Promise<Map<string, Stored>> {
    return readByKeys(this.pool, callerId, idempotencyKeys);
  }

  async insert(charges: readonly NewCharge[]): Promise<Map<string, Inserted>> {
    const { stored, rows } = await inTransaction(this.pool, async (session) => {
      const inserted = await insertCharges(session, charges);
      const requested = [...inserted.values()].filter(({ charge }) => charge.status === 'pending');
      const events = requested.map(({ charge }) => outboxRow(chargesRequested, requestEvent(charge)));
      await insertOutbox(session, events);
      return { stored: inserted, rows: events };
    });
    this.relay.offer(rows);
    const taken = charges.filter(({ idempotencyKey }) => !stored.has(idempotencyKey));
    const keys = taken.map(({ idempotencyKey }) => idempotencyKey);
    const known = keys.length === 0 ? [] : await this.findByKeys(taken[0]!.callerId, keys);
    const mark = (found: Iterable<[string, Stored]>, created: boolean) =>
      [...found].map(([key, one]): [string, Inserted] => [key, { ...one, created }]);
    return new Map([...mark(stored, true), ...mark(known, false)]);
  }

  async find(id: string, merchantId: string): Promise<Charge | undefined> {
    const row = await this.prisma.charge.findFirst({ where: { id, merchantId, ...REQUESTED } });
    return row ? chargeOf(row as SqlChargeRow) : undefined;
  }

  async list({ merchantId, tillId, cursor, limit }: ChargeQuery): Promise<Page<Charge>> {
    const rows = await this.prisma.charge.findMany({
      where: {
        merchantId,
        ...REQUESTED,
        ...(tillId === undefined ? {} : { tillId }),
        ...(cursor === undefined ? {} : { id: { lt: decodeCursor(cursor, UUID_POSITION) } }),
      },
      orderBy: { id: 'desc' },
      take: limit + 1,
    });
    return pageOf(
      rows,
      limit,
      (row) => row.id,
      (row) => chargeOf(row as SqlChargeRow),
    );
  }

  read(ids: readonly string[]): Promise<Charge[]> {
    return readCharges(this.pool, ids);
  }

  async cancel(id: string, merchantId: string): Promise<boolean> {
    const rows = await inTransaction(this.pool, async (session) => {
      const cancelled = await cancelCharge(session, id, merchantId);
      return this.sendCancellations(session, cancelled ? [cancelled] : [], 'caller');
    });
    this.relay.offer(rows);
    return rows.length > 0;
  }

  async cancelKey(
    scope: Pick<IdempotencyScope, 'callerId' | 'idempotencyKey'> & Pick<Charge, 'kind'>,
  ): Promise<{ readonly cancelled: CancelledKey } | { readonly chargeId: string }> {
    const row = await keepCancelledKey(this.pool, { ...scope, id: newId() });
    if (!row.isEmpty) return { chargeId: row.id };
    const cancelledAt = (row.decidedAt ?? new Date()).toISOString();
    return { cancelled: { id: row.id, kind: scope.kind, merchantId: scope.callerId, cancelledAt } };
  }

  async cancelOverdue({
    ids,
    limit,
  }: {
    readonly ids?: readonly string[];
    readonly limit: number;
  }): Promise<number> {
    const rows = await inTransaction(this.pool, async (session) => {
      const cancelled = await cancelOverdueCharges(session, ids, limit);
      return this.sendCancellations(session, cancelled, 'deadline-passed');
    });
    this.relay.offer(rows);
    return rows.length;
  }

  async remind(limit: number): Promise<number> {
    const rows = await inTransaction(this.pool, async (session) => {
      const unconfirmed = await takeUnconfirmed(session, limit);
      const events = unconfirmed.map((charge) => outboxRow(chargesRequested, lastEvent(charge)));
      await insertOutbox(session, events);
      return events;
    });
    this.relay.offer(rows);
    return rows.length;
  }

  applyOutcomes(outcomes: readonly ChargeOutcomeEvent[]): Promise<void> {
    const ids = [...new Set(outcomes.map(({ data }) => data.chargeId))];
    return changeCharges(this.pool, ids, (charges) => stateChangesOf(outcomes, charges));
  }

  async assertDiscardable(outcome: ChargeOutcomeEvent): Promise<void> {
    const [charge] = await this.read([outcome.data.chargeId]);
    assertDiscardable(outcome, charge);
  }

  /** Part of the commit that cancels: the event to debit, and the call to whoever waits. */
  private async sendCancellations(
    session: SqlSession,
    cancelled: readonly Charge[],
    cause: 'deadline-passed' | 'caller',
  ): Promise<OutboxRow[]> {
    if (cancelled.length === 0) return [];
    const rows = cancelled.map((charge) => outboxRow(chargesRequested, cancellationEvent(charge, cause)));
    await insertOutbox(session, rows);
    await notifySettled(
      session,
      cancelled.map(({ id }) => id),
    );
    return rows;
  }
}
