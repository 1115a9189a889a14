import { inTransaction } from '@peaje/chassis';
import { chargesRequested, decodeCursor, pageOf, UUID_POSITION, type Page } from '@peaje/contracts';
import { insertOutbox, outboxRow, type Relay } from '@peaje/messaging';
import type pg from 'pg';
import type { CancelledKey, Charge, NewCharge } from '../charge/charge.js';
import { requestEvent } from '../charge/charge-events.js';
import {
  Charges,
  type ChargeChange,
  type ChargeQuery,
  type ChargeScope,
  type InsertedCharge,
  type LockedCharge,
  type StoredCharge,
} from '../charge/charges.js';
import { chargeOf, type SqlChargeRow } from './charge-row.js';
import {
  insertCancelledKey,
  insertCharges,
  lockCharges,
  notifySettled,
  readByKeys,
  updateCharges,
} from './charges.sql.js';
import type { PosDatabase } from './pos-database.js';

/** Leaves out keys that were cancelled before their request came. */
const REQUESTED = { fingerprint: { not: null } };

export class PrismaCharges extends Charges {
  constructor(
    private readonly prisma: PosDatabase,
    private readonly pool: pg.Pool,
    private readonly relay: Relay,
  ) {
    super();
  }

  async find(id: string, merchantId: string): Promise<Charge | undefined> {
    const row = await this.prisma.charge.findFirst({ where: { id, merchantId, ...REQUESTED } });
    return row ? chargeOf(row as SqlChargeRow) : undefined;
  }

  findByKeys(merchantId: string, idempotencyKeys: readonly string[]): Promise<Map<string, StoredCharge>> {
    return readByKeys(this.pool, merchantId, idempotencyKeys);
  }

  async findPage({ merchantId, tillId, cursor, limit }: ChargeQuery): Promise<Page<Charge>> {
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

  async insert(charges: readonly NewCharge[]): Promise<Map<string, InsertedCharge>> {
    const { created, events } = await inTransaction(this.pool, async (session) => {
      const created = await insertCharges(session, charges);
      const requested = [...created.values()].filter(({ charge }) => charge.status === 'pending');
      const events = requested.map(({ charge }) => outboxRow(chargesRequested, requestEvent(charge)));
      await insertOutbox(session, events);
      return { created, events };
    });
    this.relay.offer(events);
    const inserted = new Map<string, InsertedCharge>();
    for (const [key, stored] of created) inserted.set(key, { ...stored, created: true });
    for (const [key, stored] of await this.findOthers(charges, created)) {
      inserted.set(key, { ...stored, created: false });
    }
    return inserted;
  }

  /** Charges of requests whose key another request took first. */
  private async findOthers(
    charges: readonly NewCharge[],
    created: ReadonlyMap<string, StoredCharge>,
  ): Promise<Map<string, StoredCharge>> {
    const others = charges.filter(({ idempotencyKey }) => !created.has(idempotencyKey));
    const [first] = others;
    if (!first) return new Map();
    return this.findByKeys(
      first.merchantId,
      others.map(({ idempotencyKey }) => idempotencyKey),
    );
  }

  async insertCancelledKey(
    key: Pick<NewCharge, 'id' | 'merchantId' | 'idempotencyKey' | 'kind'>,
  ): Promise<{ readonly cancelled: CancelledKey } | { readonly chargeId: string }> {
    const row = await insertCancelledKey(this.pool, key);
    if (!row.isEmpty) return { chargeId: row.id };
    const cancelledAt = (row.decidedAt ?? new Date()).toISOString();
    return { cancelled: { id: row.id, kind: key.kind, merchantId: key.merchantId, cancelledAt } };
  }

  async change(
    scope: ChargeScope,
    decide: (charges: readonly LockedCharge[]) => readonly ChargeChange[],
  ): Promise<number> {
    const { changes, events } = await inTransaction(this.pool, async (session) => {
      const locked = await lockCharges(session, scope);
      const changes = decide(locked);
      const charges = changes.map(({ charge }) => charge);
      const events = changes.flatMap(({ event }) => (event ? [outboxRow(chargesRequested, event)] : []));
      await updateCharges(session, charges);
      await insertOutbox(session, events);
      await notifySettled(session, settled(charges, locked));
      return { changes, events };
    });
    this.relay.offer(events);
    return changes.length;
  }
}

/** Charges whose `status` or `ledger` differs from before: callers may wait for that. */
function settled(charges: readonly Charge[], locked: readonly Charge[]): Charge[] {
  const before = new Map(locked.map((charge) => [charge.id, charge]));
  return charges.filter(({ id, status, ledger }) => {
    const was = before.get(id);
    return was?.status !== status || was.ledger !== ledger;
  });
}
