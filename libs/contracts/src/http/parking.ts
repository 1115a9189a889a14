import { z } from 'zod';
import { clientText, storableText, timestamp } from '../primitives.js';
import { listQuery } from './lists.js';

const topicName = clientText(249).regex(/^[A-Za-z0-9._-]+$/, 'must be the name of a topic');
const code = clientText(64);
const key = clientText(200);
/** For the record: why. */
const reason = clientText(500);

export const deadLetterListQuery = listQuery.extend({
  topic: topicName.optional(),
  key: key.optional(),
  code: code.optional(),
});

/**
 * Where a record stands. `head`: first in the line of its key. `behind`: it waits for those before it. `none`: its key is
 * not trusted, so nothing waits behind it.
 */
export const lineState = z.enum(['head', 'behind', 'none']);

export const deadLetterView = z.strictObject({
  id: z.string(),
  topic: z.string(),
  partition: z.int(),
  offset: z.string(),
  /** As text; bytes that are none: null. */
  key: z.string().nullable(),
  type: z.string().nullable(),
  line: lineState,
  code: z.string(),
  reason: z.string(),
  attempts: z.int(),
  since: timestamp,
});

export const wholeDeadLetterView = deadLetterView.extend({
  /** When Kafka got the record. */
  recordedAt: timestamp,
  headers: z.record(z.string(), z.string()),
  /** Parsed where it is JSON, else text. What is personal or could be a card number is masked. */
  value: z.unknown(),
  /** Why the value, or a part of it, is not shown; null: it is. */
  masked: z.enum(['personal-data', 'card-number', 'not-text']).nullable(),
});

export const parkedKeyView = z.strictObject({
  topic: z.string(),
  partition: z.int(),
  key: z.string(),
  records: z.int(),
  since: timestamp,
  /** What the others wait for. */
  head: z.strictObject({ id: z.string(), code: z.string(), attempts: z.int() }),
});

/** One dead letter, one key, or all whose first dead letter has this code. */
export const redriveBody = z
  .strictObject({
    deadLetterId: storableText.min(1).max(300).optional(),
    topic: topicName.optional(),
    key: key.optional(),
    code: code.optional(),
    /** Only say what would be done. */
    dryRun: z.boolean().default(false),
    reason,
  })
  .refine(
    ({ deadLetterId, topic, key: ofKey, code: ofCode }) =>
      (topic === undefined) === (ofKey === undefined) &&
      [deadLetterId, ofKey, ofCode].filter((one) => one !== undefined).length === 1,
    'must name exactly one of: deadLetterId; topic and key; code',
  );

export const redriveLineView = z.strictObject({
  topic: z.string(),
  partition: z.int(),
  key: z.string().nullable(),
  redriven: z.int(),
  /** What stays parked. Of a dry run: what would be redriven. */
  left: z.int(),
  /** At which it ended. `outage`: not its fault, and not counted. */
  stoppedBy: z
    .strictObject({ deadLetterId: z.string(), code: z.string(), attempts: z.int(), outage: z.boolean() })
    .nullable(),
});
export const redriveView = z.strictObject({ dryRun: z.boolean(), lines: z.array(redriveLineView) });

export const discardBody = z.strictObject({ deadLetterId: storableText.min(1).max(300), reason });

export type DeadLetterListQuery = z.infer<typeof deadLetterListQuery>;
export type LineState = z.infer<typeof lineState>;
export type DeadLetterView = z.infer<typeof deadLetterView>;
export type WholeDeadLetterView = z.infer<typeof wholeDeadLetterView>;
export type ParkedKeyView = z.infer<typeof parkedKeyView>;
export type RedriveBody = z.infer<typeof redriveBody>;
export type RedriveLineView = z.infer<typeof redriveLineView>;
export type RedriveView = z.infer<typeof redriveView>;
export type DiscardBody = z.infer<typeof discardBody>;
