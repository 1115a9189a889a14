import type { ChargeOutcomeEvent, Page } from '@peaje/contracts';
import type { Charge, IdempotencyScope, NewCharge } from './charge.js';

export interface Stored {
  readonly charge: Charge;
  readonly fingerprint: string;
}

export interface ChargeQuery {
  readonly merchantId: string;
  readonly tillId?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** The port to stored charges. Every change is a compare-and-set, and goes out with its event in one commit. */
export abstract class Charges {
  abstract findByKey(
    scope: Pick<IdempotencyScope, 'callerId' | 'idempotencyKey'>,
  ): Promise<Stored | undefined>;
  /**
   * Stores the charge and its request event in one commit, times by the database's clock.
   * `created: false`: the key was taken meanwhile, and this is what it names.
   */
  abstract insert(charge: NewCharge): Promise<Stored & { readonly created: boolean }>;
  abstract find(id: string, merchantId: string): Promise<Charge | undefined>;
  abstract list(query: ChargeQuery): Promise<Page<Charge>>;
  /** The current rows, to answer who waits for them. */
  abstract read(ids: readonly string[]): Promise<Charge[]>;
  /**
   * Cancels what is still pending past its `decideBy` (database clock), together with a cancellation to debit.
   * Of the given ids, or of any, at most `limit`. Others win the race as well as lose it: read the row.
   */
  abstract cancelOverdue(scope: {
    readonly ids?: readonly string[];
    readonly limit: number;
  }): Promise<number>;
  /** Writes what debit said and wakes whoever waits, on any instance. @throws PermanentError at a contradiction. */
  abstract applyOutcomes(outcomes: readonly ChargeOutcomeEvent[]): Promise<void>;
}
