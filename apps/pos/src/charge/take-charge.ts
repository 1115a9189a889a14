import { createHash } from 'node:crypto';
import { Refusal } from '@peaje/kernel';
import type { Charge, IdempotencyScope, NewCharge } from './charge.js';
import type { Charges, Stored } from './charges.js';

export interface Taken {
  readonly charge: Charge;
  /** True when the key had been used for this request before. */
  readonly replayed: boolean;
}

export const fingerprintOf = (request: unknown): string =>
  createHash('sha256').update(JSON.stringify(request)).digest('hex');

/**
 * The order of checks of every charge (design §3): the key first, so that a repetition gets the same answer even when
 * the card has been blocked since; then the edge; then one insert, which is the judge when two race.
 */
export async function takeCharge(
  charges: Charges,
  scope: IdempotencyScope,
  admit: () => Promise<NewCharge>,
): Promise<Taken> {
  const known = await charges.findByKey(scope);
  if (known) return replay(known, scope);
  const stored = await charges.insert(await admit());
  return stored.created ? { charge: stored.charge, replayed: false } : replay(stored, scope);
}

function replay({ charge, fingerprint }: Stored, scope: IdempotencyScope): Taken {
  if (fingerprint === scope.fingerprint) return { charge, replayed: true };
  throw new Refusal('idempotency-key-reused', {
    field: 'Idempotency-Key',
    detail: 'this key was used for a request with other contents: send a new key for a new charge',
  });
}
