import type { ChargeOutcomeEvent, Page } from '@peaje/contracts';
import type { CancelledKey, Charge, IdempotencyScope, NewCharge } from './charge.js';

export interface Stored {
  readonly charge: Charge;
  readonly fingerprint: string;
}

export interface Inserted extends Stored {
  readonly created: boolean;
}

export interface ChargeQuery {
  readonly merchantId: string;
  readonly tillId?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** The port to stored charges. Every change is a compare-and-set, and goes out with its event in one commit. */
export abstract class Charges {
  /** By key; unknown keys are not in it. */
  abstract findByKeys(
    callerId: string,
    idempotencyKeys: readonly string[],
  ): Promise<ReadonlyMap<string, Stored>>;
  /**
   * Stores charges of one caller, each with its request event, in one commit; times by the database's clock. By key, and
   * no key twice. `created: false`: the key was taken meanwhile, and this is what it names. A key that was cancelled
   * before its request came takes the request in as a cancelled charge, without an event.
   */
  abstract insert(charges: readonly NewCharge[]): Promise<ReadonlyMap<string, Inserted>>;
  /** False while too many events wait for Kafka. Shops are turned away long before gates: they can ask again. */
  abstract takesMore(kind: Charge['kind']): boolean;
  abstract find(id: string, merchantId: string): Promise<Charge | undefined>;
  abstract list(query: ChargeQuery): Promise<Page<Charge>>;
  /** The current rows, to answer who waits for them. */
  abstract read(ids: readonly string[]): Promise<Charge[]>;
  /**
   * What the till may rely on becomes *cancelled*, unless it was declined or is cancelled already; with a cancellation
   * to debit in the same commit. False: nothing changed, read the row.
   */
  abstract cancel(id: string, merchantId: string): Promise<boolean>;
  /** Keeps the key of a request that has not come; the id of the charge that has it, when it has come. */
  abstract cancelKey(
    scope: Pick<IdempotencyScope, 'callerId' | 'idempotencyKey'> & Pick<Charge, 'kind'>,
  ): Promise<{ readonly cancelled: CancelledKey } | { readonly chargeId: string }>;
  /**
   * Cancels what is still pending past its `decideBy` (database clock), together with a cancellation to debit.
   * Of the given ids, or of any, at most `limit`. Others win the race as well as lose it: read the row.
   */
  abstract cancelOverdue(scope: {
    readonly ids?: readonly string[];
    readonly limit: number;
  }): Promise<number>;
  /** Sends again, as the same event, what debit has not answered for a minute or more; how many. */
  abstract remind(limit: number): Promise<number>;
  /** Writes what debit said and wakes whoever waits, on any instance. @throws PermanentError at a contradiction. */
  abstract applyOutcomes(outcomes: readonly ChargeOutcomeEvent[]): Promise<void>;
  /** @throws Refusal not-discardable for an outcome that would still change its charge. */
  abstract assertDiscardable(outcome: ChargeOutcomeEvent): Promise<void>;
}
