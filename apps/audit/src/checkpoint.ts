import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import type { AuditCheckpoint, NumberedCheckpoint } from '@peaje/contracts';

/** Part of the signed bytes, so that no other signature with this key passes for one of a checkpoint. */
const PURPOSE = 'peaje.audit.checkpoint.v1';
const NUMBERED = 'peaje.audit.checkpoint.v2';

/** What number 1 names in place of a checkpoint before it, when there is none. */
export const NO_CHECKPOINT = '0'.repeat(64);

/** The statement of a checkpoint: at this time, entry `seq` of the chain had this hash. */
export type UnsignedCheckpoint = Omit<AuditCheckpoint, 'signature'>;
type Unsigned = Omit<NumberedCheckpoint, 'signature' | 'keyId'>;

export const isNumbered = (
  checkpoint: AuditCheckpoint | NumberedCheckpoint,
): checkpoint is NumberedCheckpoint => 'number' in checkpoint;

/** A JSON array, because each statement has exactly one spelling as such. */
const statementOf = (checkpoint: AuditCheckpoint | Unsigned | UnsignedCheckpoint): readonly unknown[] => {
  const { chain, seq, hash } = checkpoint;
  if (!('number' in checkpoint)) return [PURPOSE, chain, seq, hash];
  return [NUMBERED, chain, checkpoint.number, checkpoint.previous, seq, hash];
};

const signedBytes = (checkpoint: AuditCheckpoint | NumberedCheckpoint): Buffer => {
  const key = isNumbered(checkpoint) ? [checkpoint.keyId] : [];
  return Buffer.from(JSON.stringify([...statementOf(checkpoint), ...key, checkpoint.signedAt]));
};

/**
 * The hash that the next checkpoint names. Key and time are not part of it, so that two instances that sign the same
 * head under the same number say the same.
 */
export const digestOf = (checkpoint: AuditCheckpoint | Unsigned): string =>
  createHash('sha256')
    .update(JSON.stringify(statementOf(checkpoint)))
    .digest('hex');

/** The first 16 hex digits of the SHA-256 of the public key in DER. */
export const keyIdOf = (publicKey: KeyObject): string =>
  createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16);

/** Ed25519, base64. The key is never stored in the database whose entries it signs. */
export function signCheckpoint(checkpoint: Unsigned, privateKey: KeyObject): NumberedCheckpoint {
  const unsigned = { ...checkpoint, keyId: keyIdOf(createPublicKey(privateKey)), signature: '' };
  return { ...unsigned, signature: sign(null, signedBytes(unsigned), privateKey).toString('base64') };
}

export const isSigned = (checkpoint: AuditCheckpoint | NumberedCheckpoint, publicKey: KeyObject): boolean =>
  verify(null, signedBytes(checkpoint), publicKey, Buffer.from(checkpoint.signature, 'base64'));
