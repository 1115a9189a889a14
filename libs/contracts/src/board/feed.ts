import { z } from 'zod';
import { amount, chargeKind, recordTimestamp, timestamp } from '../primitives.js';

/**
 * The events of the board's stream, `GET /events`. An event of a state (`partitions`, `groups` …) has the whole state
 * of its kind, so that a page replaces what it had. Only `record` adds to what came before.
 */

/** Where Kafka keeps a record. */
const place = { topic: z.string(), partition: z.int(), offset: z.string() };

/** What a record says of its charge. Null, where the board's key may not see it. */
const chargeDigest = z.strictObject({
  id: z.string(),
  kind: chargeKind,
  status: z.enum(['requested', 'cancellation-requested', 'approved', 'declined', 'cancelled', 'reversed']),
  amount: z.strictObject(amount.shape),
  merchantId: z.string(),
});

/** A record that was read, without its contents: `GET /v1/records/{id}` has them. */
const feedRecord = z.strictObject({
  ...place,
  key: z.string().nullable(),
  /** Null: it has no type, or one that cannot be read. */
  type: z.string().nullable(),
  /** Of the event. */
  id: z.string().nullable(),
  time: z.string().nullable(),
  /** The record's own timestamp. */
  recordedAt: recordTimestamp,
  charge: chargeDigest.nullable(),
});

/** What the board does with Kafka. Records from before `since` are in no event. */
const feedReading = z.strictObject({
  /** `joining`: it finds the ends of the topics and joins a group. `kafka-away`: no broker answers. */
  state: z.enum(['joining', 'reading', 'kafka-away']),
  since: timestamp,
  group: z.string(),
});

const feedPartitions = z.strictObject({
  items: z.array(
    z.strictObject({
      topic: z.string(),
      partition: z.int(),
      /** The offset after the last record that the board has read. Null: it does not read this topic. */
      end: z.string().nullable(),
      /** Null: it has no leader now. */
      leader: z.int().nullable(),
      replicas: z.array(z.int()),
      inSync: z.array(z.int()),
    }),
  ),
});

const topicPartition = z.strictObject({ topic: z.string(), partition: z.int() });

const feedGroups = z.strictObject({
  items: z.array(
    z.strictObject({
      group: z.string(),
      service: z.string(),
      /** Kafka's word: `Stable`, `PreparingRebalance`, `CompletingRebalance`, `Empty`, `Dead`. */
      state: z.string(),
      members: z.array(
        z.strictObject({
          id: z.string(),
          /** The instance: `pos-2`. */
          client: z.string(),
          partitions: z.array(topicPartition),
          /** It is in the group and has no partition: it receives nothing. */
          idle: z.boolean(),
        }),
      ),
      /** The sum. Null: not known, because the board does not read one of its topics. */
      lag: z.int().nullable(),
      partitions: z.array(
        topicPartition.extend({
          committed: z.string(),
          lag: z.int().nullable(),
          member: z.string().nullable(),
        }),
      ),
    }),
  ),
});

const feedBrokers = z.strictObject({
  /** Null: not known. */
  controller: z.int().nullable(),
  items: z.array(
    z.strictObject({
      id: z.int(),
      up: z.boolean(),
      /** The numbers of partitions that it leads, has a replica of, and has an in-sync replica of. */
      leads: z.int(),
      replicas: z.int(),
      inSync: z.int(),
    }),
  ),
});

const feedServices = z.strictObject({
  items: z.array(
    z.strictObject({
      service: z.string(),
      instances: z.array(
        z.strictObject({
          url: z.string(),
          /** `ready`, `not-ready` (it says why), or `silent`. */
          state: z.enum(['ready', 'not-ready', 'silent']),
          detail: z.string().nullable(),
          groups: z.array(
            z.strictObject({
              group: z.string(),
              inGroup: z.boolean(),
              lag: z.int().nullable(),
              /** Partitions that wait for an outage to end, or before a batch that nobody can read. */
              retrying: z.int(),
              unreadable: z.int(),
            }),
          ),
        }),
      ),
    }),
  ),
});

const feedDeadLetters = z.strictObject({
  items: z.array(
    z.strictObject({
      service: z.string(),
      /** False: it did not answer, or the board's key may not ask. The numbers are those of its last answer. */
      known: z.boolean(),
      /** `more`: there are more than were counted. */
      keys: z.int(),
      records: z.int(),
      more: z.boolean(),
      /** The first dead letter of each parked key, and the dead letters that nobody waits behind. */
      heads: z.array(
        z.strictObject({
          id: z.string(),
          topic: z.string(),
          key: z.string().nullable(),
          code: z.string(),
          attempts: z.int(),
          waiting: z.int(),
        }),
      ),
    }),
  ),
});

/** Exact, however few records go out: each record that is read counts. */
const feedCounters = z.strictObject({
  since: timestamp,
  /** Charges whose request, and whose request and decision were read since then. */
  accepted: z.int(),
  decided: z.int(),
  /** Accepted, and without a decision for `lostAfterSeconds`. Each is counted as decided when its decision comes. */
  lost: z.int(),
  lostAfterSeconds: z.int(),
  /** Texts that the provider has accepted. Null: sms does not answer. */
  texts: z.int().nullable(),
  /** All records that were read. */
  records: z.int(),
});

/** Only one in `oneIn` charges is in `record` events now. All records of a charge are in, or none is. 1: every one. */
const feedSampled = z.strictObject({ oneIn: z.int().positive(), since: timestamp });

/** Null: not known yet; an event brings it. */
const state = {
  reading: feedReading,
  partitions: feedPartitions.nullable(),
  groups: feedGroups.nullable(),
  brokers: feedBrokers.nullable(),
  services: feedServices.nullable(),
  deadLetters: feedDeadLetters.nullable(),
  counters: feedCounters,
  sampled: feedSampled,
  /** The last ones, oldest first. */
  records: z.array(feedRecord),
};

/** Everything, as of this event: the first event of a new listener. */
const feedSnapshot = z.strictObject({
  /** Names this reading of this process. Ids of another epoch cannot be resumed. */
  epoch: z.string(),
  at: timestamp,
  ...state,
});

/** The same for a listener whose `Last-Event-ID` cannot be resumed: what came in between is lost to it. */
const feedResync = feedSnapshot.extend({
  /** `too-old`: the events after it are no longer kept. `other-epoch`: the board began anew. */
  reason: z.enum(['too-old', 'other-epoch', 'not-an-id']),
});

/** By the name of the event. */
export const feedEvents = {
  snapshot: feedSnapshot,
  resync: feedResync,
  reading: feedReading,
  record: feedRecord,
  partitions: feedPartitions,
  groups: feedGroups,
  brokers: feedBrokers,
  services: feedServices,
  'dead-letters': feedDeadLetters,
  counters: feedCounters,
  sampled: feedSampled,
} as const;

export type FeedEventName = keyof typeof feedEvents;
export type FeedData<Name extends FeedEventName = FeedEventName> = z.infer<(typeof feedEvents)[Name]>;
export type ChargeDigest = z.infer<typeof chargeDigest>;
