import { sign, verify, type KeyObject } from 'node:crypto';
import type { AuditCheckpoint } from '@peaje/contracts';

/** So that no signature of ours over anything else can be passed off as one of these. */
const PURPOSE = 'peaje.audit.checkpoint.v1';

/** What a checkpoint vouches for: at this time, entry `seq` of the chain had this hash. */
export type Vouched = Omit<AuditCheckpoint, 'signature'>;

/** The bytes that are signed: a JSON array, whose spelling leaves nothing to choose. */
export const signedBytes = ({ chain, seq, hash, signedAt }: Vouched): Buffer =>
  Buffer.from(JSON.stringify([PURPOSE, chain, seq, hash, signedAt]));

/** Ed25519, base64. The key never comes near the database whose entries it vouches for. */
export const signCheckpoint = (vouched: Vouched, privateKey: KeyObject): AuditCheckpoint => ({
  ...vouched,
  signature: sign(null, signedBytes(vouched), privateKey).toString('base64'),
});

export const isSigned = (checkpoint: AuditCheckpoint, publicKey: KeyObject): boolean =>
  verify(null, signedBytes(checkpoint), publicKey, Buffer.from(checkpoint.signature, 'base64'));
