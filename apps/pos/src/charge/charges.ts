import type { ChargeRequestEvent, Page } from '@peaje/contracts';
import type { Clock } from '@peaje/kernel';
import type { CancelledKey, Charge, ChargeKey, NewCharge } from './charge.js';

export interface StoredCharge {
  readonly charge: Charge;
  readonly fingerprint: string;
}

export interface InsertedCharge extends StoredCharge {
  /** False: an earlier request with this key stored the charge. */
  readonly created: boolean;
}

export interface KnownCharges {
  /** By `keyName`. Unknown keys are not in it. */
  readonly charges: ReadonlyMap<string, StoredCharge>;
  /** The database's clock, as it was read with them. */
  readonly clock: Clock;
}

export interface ChargeQuery {
  readonly merchantId: string;
  readonly tillId?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** The rows that a change locks. The database's clock judges which are overdue and which unconfirmed. */
export type ChargeScope =
  /** In the order of their ids. Waits for rows that another transaction has locked. */
  | { readonly select: 'by-id'; readonly ids: readonly string[] }
  /** Pending past `decideBy`, of `ids` or of any. Leaves out rows that another transaction has locked. */
  | { readonly select: 'overdue'; readonly ids?: readonly string[]; readonly limit: number }
  /** Past `confirmBy`, the oldest first. Leaves out rows that another transaction has locked. */
  | { readonly select: 'unconfirmed'; readonly limit: number };

/** A charge whose row the transaction of a change has locked. */
export interface LockedCharge extends Charge {
  /** When debit's answer is overdue and the last event goes out again. Null: no answer is awaited. */
  readonly confirmBy: string | null;
  /** How often the last event went out again. */
  readonly reminders: number;
  /** The time of the transaction, by the database's clock. */
  readonly lockedAt: string;
}

/** The row as it shall be, and the event that goes out with it. */
export interface ChargeChange {
  readonly charge: LockedCharge;
  readonly event: ChargeRequestEvent | null;
}

/** Pure: it may run again. */
export type Decide = (charges: readonly LockedCharge[]) => readonly ChargeChange[];

/** The port to stored charges: it reads and writes, and the use cases decide. */
export abstract class Charges {
  abstract find(id: string, merchantId: string): Promise<Charge | undefined>;
  abstract findByKeys(keys: readonly ChargeKey[]): Promise<KnownCharges>;
  abstract findPage(query: ChargeQuery): Promise<Page<Charge>>;
  /**
   * Stores charges, each with its request event, in one commit; no key twice. The result is by `keyName`. A key that was
   * cancelled before its request came keeps its id and stays cancelled, and no event goes out.
   */
  abstract insert(charges: readonly NewCharge[]): Promise<ReadonlyMap<string, InsertedCharge>>;
  /** Stores a key whose request has not come as cancelled. When it has come: the id of its charge. */
  abstract insertCancelledKey(
    key: ChargeKey & Pick<NewCharge, 'id' | 'kind'>,
  ): Promise<{ readonly cancelled: CancelledKey } | { readonly chargeId: string }>;
  /**
   * Changes rows that seldom change twice at once, without an event: reads them without a lock, and writes each that is as it
   * was read. When another transaction came between, all is done again under locks. Wakes callers as `change` does.
   */
  abstract settle(ids: readonly string[], decide: Decide): Promise<void>;
  /**
   * One transaction: locks the rows, lets `decide` choose the changes, writes rows and events, and wakes the callers
   * that wait for a changed row, on any instance. Returns the number of changes.
   */
  abstract change(scope: ChargeScope, decide: Decide): Promise<number>;
}
