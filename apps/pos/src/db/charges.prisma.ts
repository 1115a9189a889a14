import { GroupCommit, inTransaction, readTogether } from '@peaje/chassis';
import {
  chargeTopics,
  decodeCursor,
  pageOf,
  UUID_POSITION,
  type ChargeRequestEvent,
  type Page,
} from '@peaje/contracts';
import { insertOutbox, outboxRow, type OutboxRow, type Relay } from '@peaje/messaging';
import type pg from 'pg';
import { keyName, type CancelledKey, type Charge, type ChargeKey, type NewCharge } from '../charge/charge.js';
import { requestEvent } from '../charge/charge-events.js';
import {
  Charges,
  type ChargeChange,
  type ChargeQuery,
  type ChargeScope,
  type Decide,
  type InsertedCharge,
  type KnownCharges,
  type LockedCharge,
  type StoredCharge,
} from '../charge/charges.js';
import { chargeOf, type SqlChargeRow } from './charge-row.js';
import {
  changeStates,
  insertCancelledKey,
  insertCharges,
  lockCharges,
  readByKeys,
  readUnlocked,
} from './charges.sql.js';
import type { PosDatabase } from './pos-database.js';
import type { SettledListener } from './settled-listener.js';

/** Leaves out keys that were cancelled before their request came. */
const REQUESTED = { fingerprint: { not: null } };

/** Purchases and single passages that come at the same moment are looked up together, and stored in one commit. */
export class PrismaCharges extends Charges {
  private readonly readByKeys: (keys: readonly ChargeKey[]) => Promise<KnownCharges>;
  private readonly oneInsert: GroupCommit<NewCharge, StoredCharge | undefined>;

  constructor(
    private readonly prisma: PosDatabase,
    private readonly pool: pg.Pool,
    private readonly relay: Relay,
    private readonly listener: SettledListener,
  ) {
    super();
    this.readByKeys = readTogether((keys: readonly ChargeKey[]) => readByKeys(pool, keys));
    this.oneInsert = new GroupCommit((charges: readonly NewCharge[]) => this.insertTogether(charges), {
      keyOf: keyName,
      deadlineOf: ({ deadline }) => deadline,
    });
  }

  async find(id: string, merchantId: string): Promise<Charge | undefined> {
    const row = await this.prisma.charge.findFirst({ where: { id, merchantId, ...REQUESTED } });
    return row ? chargeOf(row as SqlChargeRow) : undefined;
  }

  findByKeys(keys: readonly ChargeKey[]): Promise<KnownCharges> {
    return this.readByKeys(keys);
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
    const [one, ...others] = charges;
    const created =
      one && others.length === 0 ? [await this.oneInsert.run(one)] : await this.insertTogether(charges);
    const inserted = new Map<string, InsertedCharge>();
    charges.forEach((charge, at) => {
      const stored = created[at];
      if (stored) inserted.set(keyName(charge), { ...stored, created: true });
    });
    // Another request took the key first.
    const taken = charges.filter((charge) => !inserted.has(keyName(charge)));
    if (taken.length > 0)
      for (const [name, stored] of (await this.findByKeys(taken)).charges)
        inserted.set(name, { ...stored, created: false });
    return inserted;
  }

  /** In their order; undefined where the key is taken. */
  private async insertTogether(charges: readonly NewCharge[]): Promise<(StoredCharge | undefined)[]> {
    const events = charges.map((charge) => requestRow(requestEvent(charge)));
    const created = await insertCharges(this.pool, charges, events);
    this.relay.offer(events.filter((_, at) => isRequested(created.get(keyName(charges[at]!)))));
    return charges.map((charge) => created.get(keyName(charge)));
  }

  async insertCancelledKey(
    key: ChargeKey & Pick<NewCharge, 'id' | 'kind'>,
  ): Promise<{ readonly cancelled: CancelledKey } | { readonly chargeId: string }> {
    const row = await insertCancelledKey(this.pool, key);
    if (!row.isEmpty) return { chargeId: row.id };
    const cancelledAt = (row.decidedAt ?? new Date()).toISOString();
    return { cancelled: { id: row.id, kind: key.kind, merchantId: key.merchantId, cancelledAt } };
  }

  async settle(ids: readonly string[], decide: Decide): Promise<void> {
    const read = await readUnlocked(this.pool, ids);
    const changes = decided(read, decide);
    if (changes?.length === 0) return;
    const changed = changes ? await changeStates(this.pool, ...this.statesOf(changes, read)) : 0;
    if (changes && changed === changes.length) this.listener.settled(chargesOf(changes));
    else await this.change({ select: 'by-id', ids }, decide);
  }

  async change(scope: ChargeScope, decide: Decide): Promise<number> {
    const { changes, events } = await inTransaction(this.pool, async (session) => {
      const locked = await lockCharges(session, scope);
      const changes = decide(locked);
      const events = changes.flatMap(({ event }) => (event ? [requestRow(event)] : []));
      if (changes.length > 0) await changeStates(session, ...this.statesOf(changes, locked));
      await insertOutbox(session, events);
      return { changes, events };
    });
    this.relay.offer(events);
    this.listener.settled(chargesOf(changes));
    return changes.length;
  }

  /** The arguments of `changeStates`. Callers may wait for a change of `status` or `ledger`. */
  private statesOf(changes: readonly ChargeChange[], read: readonly LockedCharge[]) {
    const byId = new Map(read.map((charge) => [charge.id, charge]));
    const states = chargesOf(changes).map((after) => ({ before: byId.get(after.id)!, after }));
    const settled = states.filter(
      ({ before, after }) => before.status !== after.status || before.ledger !== after.ledger,
    );
    return [states, this.listener.notifications(settled.map(({ after }) => after.id))] as const;
  }
}

const chargesOf = (changes: readonly ChargeChange[]): LockedCharge[] => changes.map(({ charge }) => charge);

/** The row of a request or a cancellation: in the topic of its kind. */
const requestRow = (event: ChargeRequestEvent): OutboxRow =>
  outboxRow(chargeTopics[event.data.kind].requests, event);

/** Of a key that was not cancelled before its request came. */
const isRequested = (stored: StoredCharge | undefined): boolean => stored?.charge.status === 'pending';

/** Undefined when it fails: what was read without a lock may be out of date. */
function decided(charges: readonly LockedCharge[], decide: Decide): readonly ChargeChange[] | undefined {
  try {
    return decide(charges);
  } catch {
    return undefined;
  }
}
