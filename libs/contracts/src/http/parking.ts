import { z } from 'zod';
import { clientId, clientText, recordTimestamp, timestamp } from '../primitives.js';
import { listQuery } from './lists.js';

const topicName = clientText(249).regex(/^[A-Za-z0-9._-]+$/, 'must be the name of a topic');
const code = clientText(64);
/** The id of an account, or the token of a card. */
const key = clientId(200);
/** audit records it. */
const reason = clientText(500);

export const deadLetterListQuery = listQuery.extend({
  topic: topicName.optional(),
  key: key.optional(),
  code: code.optional(),
});

/**
 * The position of a dead letter. `head`: it is the first parked record of its key. `behind`: it waits for the records
 * before it. `none`: its key is not trusted, so no record waits behind it.
 */
const queuePosition = z.enum(['head', 'behind', 'none']);

export const deadLetterView = z.strictObject({
  id: z.string(),
  topic: z.string(),
  partition: z.int(),
  offset: z.string(),
  /** Null when its bytes are no UTF-8. */
  key: z.string().nullable(),
  type: z.string().nullable(),
  line: queuePosition,
  code: z.string(),
  reason: z.string(),
  attempts: z.int(),
  since: timestamp,
});

export const wholeDeadLetterView = deadLetterView.extend({
  /** The record's own timestamp: Kafka's, or its sender's. */
  recordedAt: recordTimestamp,
  headers: z.record(z.string(), z.string()),
  /** Parsed when it is JSON, else text. Personal data and card numbers are masked. */
  value: z.unknown(),
  /** The reason why the value, or a part of it, is masked. Null: it is not. */
  masked: z.enum(['personal-data', 'card-number', 'not-text']).nullable(),
});

export const parkedKeyView = z.strictObject({
  topic: z.string(),
  partition: z.int(),
  key: z.string(),
  records: z.int(),
  since: timestamp,
  /** The other records wait for this one. */
  head: z.strictObject({ id: z.string(), code: z.string(), attempts: z.int() }),
});

/** After this time a redrive ends and answers. A record that it has begun is finished first. */
export const LONGEST_REDRIVE_SECONDS = 20;

/** One dead letter, one key, or all keys whose first dead letter has this code. */
export const redriveBody = z
  .strictObject({
    deadLetterId: clientText(300).optional(),
    topic: topicName.optional(),
    key: key.optional(),
    code: code.optional(),
    /** Report what a redrive would do, and change nothing. */
    dryRun: z.boolean().default(false),
    reason,
  })
  .refine(
    ({ deadLetterId, topic, key: ofKey, code: ofCode }) =>
      (topic === undefined) === (ofKey === undefined) &&
      [deadLetterId, ofKey, ofCode].filter((one) => one !== undefined).length === 1,
    'must name exactly one of: deadLetterId; topic and key; code',
  );

const redrivenQueueView = z.strictObject({
  topic: z.string(),
  partition: z.int(),
  key: z.string().nullable(),
  redriven: z.int(),
  /** The records that stay parked. Of a dry run: the records that it would redrive. */
  left: z.int(),
  /** The record that stopped the redrive. `outage`: the record is not at fault, and the attempt does not count. */
  stoppedBy: z
    .strictObject({ deadLetterId: z.string(), code: z.string(), attempts: z.int(), outage: z.boolean() })
    .nullable(),
});
export const redriveView = z.strictObject({ dryRun: z.boolean(), lines: z.array(redrivenQueueView) });

export const discardBody = z.strictObject({ deadLetterId: clientText(300), reason });

const offsetText = z
  .string()
  .regex(/^(0|[1-9]\d{0,18})$/, 'must be an offset: 0 or more')
  .refine((text) => !/^\d+$/.test(text) || BigInt(text) < 2n ** 63n, 'must be an offset: below 2^63');

/** A batch of records that the group cannot read. Both offsets are part of it. */
export const unreadableBatchView = z.strictObject({
  topic: z.string(),
  partition: z.int(),
  firstOffset: z.string(),
  lastOffset: z.string(),
  code: z.string(),
  reason: z.string(),
  since: timestamp,
  /** Null: the group waits before it. Otherwise an operator has told the group to step over it. */
  skipped: z.strictObject({ at: timestamp, by: z.string(), reason: z.string() }).nullable(),
});
export const unreadableBatchList = z.strictObject({ items: z.array(unreadableBatchView) });

export const skippedBatchBody = z.strictObject({
  topic: topicName,
  partition: z
    .int()
    .min(0)
    .max(2 ** 31 - 1),
  firstOffset: offsetText,
  lastOffset: offsetText,
  reason,
});

export type UnreadableBatchView = z.infer<typeof unreadableBatchView>;
export type UnreadableBatchList = z.infer<typeof unreadableBatchList>;
export type SkippedBatchBody = z.infer<typeof skippedBatchBody>;
export type DeadLetterListQuery = z.infer<typeof deadLetterListQuery>;
export type QueuePosition = z.infer<typeof queuePosition>;
export type DeadLetterView = z.infer<typeof deadLetterView>;
export type WholeDeadLetterView = z.infer<typeof wholeDeadLetterView>;
export type ParkedKeyView = z.infer<typeof parkedKeyView>;
export type RedriveBody = z.infer<typeof redriveBody>;
export type RedrivenQueueView = z.infer<typeof redrivenQueueView>;
export type RedriveView = z.infer<typeof redriveView>;
export type DiscardBody = z.infer<typeof discardBody>;
