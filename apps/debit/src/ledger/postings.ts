import { Refusal } from '@peaje/kernel';
import type { AccountKey, CreateResult, Posting } from './ledger.js';

/** The bank's own account: deposits come from it. */
export const BANK = 'bank';

/** The caller's name for one request of the bank's staff, and a digest of what it asks for. */
export interface KeyClaim {
  readonly callerId: string;
  readonly idempotencyKey: string;
  readonly fingerprint: string;
  /** The posting that the request makes when its key is new. */
  readonly postingId: string;
}

/** The posting of a key: stored now, or found there with the fingerprint of the request that made it. */
export interface KeyedPosting extends CreateResult<Posting> {
  readonly fingerprint: string;
}

/** A posting with its position in the lists of its accounts. */
export interface ListedPosting extends Posting {
  readonly position: string;
}

/** A part of a list, newest first: `limit` postings before a position, or debts before an id. */
export interface Slice {
  readonly before?: string | undefined;
  readonly limit: number;
}

/** The port to postings. */
export abstract class Postings {
  /** What moved on one account, in the order of posting. @throws Refusal invalid-request for an unknown position */
  abstract list(account: AccountKey, slice: Slice): Promise<readonly ListedPosting[]>;

  /**
   * One transaction: claims the key, locks the accounts in the order of their keys, lets `decide` make the posting from the
   * names of those that exist, stores it and shifts the balances. A key that was claimed before gets its stored posting.
   * What `decide` throws leaves the key free.
   */
  abstract insert(
    claim: KeyClaim,
    accounts: readonly AccountKey[],
    decide: (known: ReadonlySet<string>) => Posting,
  ): Promise<KeyedPosting>;
}

/** The same request again gets the same posting. @throws Refusal idempotency-key-reused for another request */
export function replayed(claim: KeyClaim, { fingerprint, ...result }: KeyedPosting): CreateResult<Posting> {
  if (fingerprint === claim.fingerprint) return result;
  throw new Refusal('idempotency-key-reused', {
    field: 'Idempotency-Key',
    detail: 'this key was used for another request: send a new key for a new request',
  });
}
