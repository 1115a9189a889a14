import { z } from 'zod';
import { timestamp } from '../primitives.js';
import { defineTopic } from '../topic.js';

const operationPerformed = z.object({
  group: z.string().min(1),
  operation: z.string().min(1),
  operator: z.string().min(1),
  reason: z.string(),
  performedAt: timestamp,
  details: z.record(z.string(), z.unknown()),
});

const auditCheckpoint = z.object({
  chain: z.string().min(1),
  seq: z.int().nonnegative(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  signature: z.string().min(1),
  signedAt: timestamp,
});

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Numbered from 1 in each chain, and tied to the one before: none can be taken out unseen. */
export const numberedCheckpoint = auditCheckpoint.extend({
  number: z.int().positive(),
  /** The hash of the statement before; of number 1 that of the last checkpoint without a number, or zeros. */
  previous: sha256,
  /** Names the public key that the signature fits. */
  keyId: z.string().regex(/^[0-9a-f]{16}$/),
});

/** A checkpoint of version 1 has no number. */
export type AuditCheckpoint = z.infer<typeof auditCheckpoint>;
export type NumberedCheckpoint = z.infer<typeof numberedCheckpoint>;

/** The operations of operators: redrive, discard, resolve a notice. */
export const operationsPerformed = defineTopic({
  name: 'operations.performed',
  cleanup: 'keep',
  groups: ['audit'],
  writers: 'every-reader',
  key: 'group',
  events: { 'peaje.operation.performed.v1': operationPerformed },
});

export const auditCheckpoints = defineTopic({
  name: 'audit.checkpoints',
  cleanup: 'keep',
  groups: [],
  writers: ['audit'],
  key: 'chain',
  events: {
    'peaje.audit.checkpoint.v1': auditCheckpoint,
    'peaje.audit.checkpoint.v2': numberedCheckpoint,
  },
});
