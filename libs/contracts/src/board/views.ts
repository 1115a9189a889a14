import { z } from 'zod';
import { amount, chargeId, chargeKind, int64, recordTimestamp, timestamp } from '../primitives.js';

/** The data flow as the contracts say it: services write topics, and groups of services read them. */
export const topologyView = z.strictObject({
  topics: z.array(
    z.strictObject({
      name: z.string(),
      key: z.string(),
      cleanup: z.enum(['keep', 'compact']),
      types: z.array(z.string()),
      writers: z.array(z.string()),
      groups: z.array(z.string()),
      /** The board does not read it. */
      personal: z.boolean(),
      deadLetterTopics: z.array(z.strictObject({ name: z.string(), group: z.string() })),
    }),
  ),
  groups: z.array(z.strictObject({ name: z.string(), service: z.string(), topics: z.array(z.string()) })),
  services: z.array(
    z.strictObject({ name: z.string(), writes: z.array(z.string()), groups: z.array(z.string()) }),
  ),
});

/** One record with its contents. */
export const recordView = z.strictObject({
  topic: z.string(),
  partition: z.int(),
  offset: z.string(),
  recordedAt: recordTimestamp,
  key: z.string().nullable(),
  type: z.string().nullable(),
  headers: z.record(z.string(), z.string()),
  /** Parsed when it is JSON, else text. Card numbers are masked. */
  value: z.unknown(),
  masked: z.enum(['personal-data', 'card-number', 'not-text']).nullable(),
  /** Why the readers of its topic reject it. Null: they accept it. */
  undecodable: z.strictObject({ code: z.string(), reason: z.string() }).nullable(),
});

const place = z.strictObject({ topic: z.string(), partition: z.int(), offset: z.string() });

/** `time` is that of the fact by the clock of `by`. `again`: how often it came again. */
const fact = {
  /** Null: it has not happened, or its place keeps no time. */
  time: timestamp.nullable(),
  again: z.int(),
};

/** A step of a charge, with the place that knows of it. */
const journeyStep = z.discriminatedUnion('step', [
  z.strictObject({ step: z.literal('stored'), by: z.literal('pos'), ...fact }),
  z.strictObject({
    step: z.literal('published'),
    by: z.literal('kafka'),
    ...fact,
    type: z.string(),
    record: place,
  }),
  z.strictObject({
    step: z.literal('decided'),
    by: z.literal('debit'),
    ...fact,
    outcome: z.string(),
    reason: z.string().nullable(),
  }),
  z.strictObject({
    step: z.literal('outcome-published'),
    by: z.literal('kafka'),
    ...fact,
    type: z.string(),
    record: place,
  }),
  z.strictObject({
    step: z.literal('caller-answered'),
    by: z.literal('pos'),
    ...fact,
    status: z.string(),
    /** Null, like the time and the next two: the instance of pos that gave the answer does not remember it. */
    afterMs: z.int().nullable(),
    httpStatus: z.int().nullable(),
    request: z.enum(['charge', 'cancellation']).nullable(),
  }),
  z.strictObject({
    step: z.literal('entered'),
    by: z.literal('audit'),
    ...fact,
    chain: z.string(),
    seq: int64,
    hash: z.string(),
    record: place,
  }),
  z.strictObject({
    step: z.literal('text'),
    by: z.literal('sms'),
    ...fact,
    template: z.string(),
    status: z.string(),
    to: z.string().nullable(),
  }),
]);

export const journeyView = z.strictObject({
  chargeId,
  /** Null: neither pos nor a record says it. */
  charge: z
    .strictObject({
      kind: chargeKind,
      merchantId: z.string(),
      amount: z.strictObject(amount.shape).nullable(),
      status: z.string(),
      ledger: z.string().nullable(),
    })
    .nullable(),
  /** In order of time; steps without a time last. */
  steps: z.array(journeyStep),
  /** The services that did not answer: their steps may be missing. */
  silent: z.array(z.string()),
  /** Records that audit names and Kafka did not bring in time. */
  unread: z.array(place),
});

export type TopologyView = z.infer<typeof topologyView>;
export type RecordView = z.infer<typeof recordView>;
export type JourneyStep = z.infer<typeof journeyStep>;
export type JourneyView = z.infer<typeof journeyView>;
