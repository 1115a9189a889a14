import { sign, verify, type KeyObject } from 'node:crypto';
import type { AuditCheckpoint } from '@peaje/contracts';

/** Part of the signed bytes, so that no other signature with this key passes for one of a checkpoint. */
const PURPOSE = 'peaje.audit.checkpoint.v1';

/** The statement of a checkpoint: at this time, entry `seq` of the chain had this hash. */
export type UnsignedCheckpoint = Omit<AuditCheckpoint, 'signature'>;

/** The bytes that are signed: a JSON array, because each statement has exactly one spelling as such. */
const signedBytes = ({ chain, seq, hash, signedAt }: UnsignedCheckpoint): Buffer =>
  Buffer.from(JSON.stringify([PURPOSE, chain, seq, hash, signedAt]));

/** Ed25519, base64. The key is never stored in the database whose entries it signs. */
export const signCheckpoint = (checkpoint: UnsignedCheckpoint, privateKey: KeyObject): AuditCheckpoint => ({
  ...checkpoint,
  signature: sign(null, signedBytes(checkpoint), privateKey).toString('base64'),
});

export const isSigned = (checkpoint: AuditCheckpoint, publicKey: KeyObject): boolean =>
  verify(null, signedBytes(checkpoint), publicKey, Buffer.from(checkpoint.signature, 'base64'));
