import { inTransaction } from '@peaje/chassis';
import { chargesRequested, decodeCursor, pageOf, type ChargeOutcomeEvent, type Page } from '@peaje/contracts';
import { insertOutbox, outboxRow, type OutboxRow, type Relay } from '@peaje/messaging';
import type pg from 'pg';
import type { Charge, IdempotencyScope, NewCharge } from '../charge/charge.js';
import { cancellationEvent, requestEvent } from '../charge/charge-events.js';
import { Charges, type ChargeQuery, type Stored } from '../charge/charges.js';
import { stateChangesOf } from '../charge/outcome-changes.js';
import { chargeOf } from './charge-row.js';
import {
  cancelOverdueCharges,
  changeCharges,
  insertCharge,
  notifySettled,
  readByKey,
  readCharges,
} from './charges.sql.js';
import type { PosDatabase } from './pos-database.js';

export class PrismaCharges extends Charges {
  constructor(
    private readonly prisma: PosDatabase,
    private readonly pool: pg.Pool,
    private readonly relay: Relay,
  ) {
    super();
  }

  findByKey({
    callerId,
    idempotencyKey,
  }: Pick<IdempotencyScope, 'callerId' | 'idempotencyKey'>): Promise<Stored | undefined> {
    return readByKey(this.pool, callerId, idempotencyKey);
  }

  async insert(charge: NewCharge): Promise<Stored & { created: boolean }> {
    const rows: OutboxRow[] = [];
    const inserted = await inTransaction(this.pool, async (session) => {
      const stored = await insertCharge(session, charge);
      if (!stored) return undefined;
      rows.push(outboxRow(chargesRequested, requestEvent(stored.charge)));
      await insertOutbox(session, rows);
      return stored;
    });
    if (inserted) {
      this.relay.offer(rows);
      return { ...inserted, created: true };
    }
    const known = await this.findByKey(charge);
    if (!known) throw new Error('a key that was taken names no charge');
    return { ...known, created: false };
  }

  async find(id: string, merchantId: string): Promise<Charge | undefined> {
    const row = await this.prisma.charge.findFirst({ where: { id, merchantId } });
    return row ? chargeOf(row) : undefined;
  }

  async list({ merchantId, tillId, cursor, limit }: ChargeQuery): Promise<Page<Charge>> {
    const rows = await this.prisma.charge.findMany({
      where: {
        merchantId,
        ...(tillId === undefined ? {} : { tillId }),
        ...(cursor === undefined ? {} : { id: { lt: decodeCursor(cursor) } }),
      },
      orderBy: { id: 'desc' },
      take: limit + 1,
    });
    return pageOf(rows, limit, (row) => row.id, chargeOf);
  }

  read(ids: readonly string[]): Promise<Charge[]> {
    return readCharges(this.pool, ids);
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
      const events = cancelled.map((charge) =>
        outboxRow(chargesRequested, cancellationEvent(charge, 'deadline-passed')),
      );
      await insertOutbox(session, events);
      if (cancelled.length > 0)
        await notifySettled(
          session,
          cancelled.map(({ id }) => id),
        );
      return events;
    });
    this.relay.offer(rows);
    return rows.length;
  }

  applyOutcomes(outcomes: readonly ChargeOutcomeEvent[]): Promise<void> {
    const ids = [...new Set(outcomes.map(({ data }) => data.chargeId))];
    return changeCharges(this.pool, ids, (charges) => stateChangesOf(outcomes, charges));
  }
}
