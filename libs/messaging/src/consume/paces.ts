import { AT_ONCE, type FetchPace } from '../kafka/kafka-client.js';

export interface Pace extends FetchPace {
  /** How long the offset of a handled record may wait for its commit. */
  readonly commitEveryMs: number;
  /** How many records share a transaction. Larger ones cost Kafka less: their events share requests, too. */
  readonly recordsARun: number;
  /** The same while somebody waits for another group of this process: its next run waits for this one. */
  readonly recordsARunBesideUrgent: number;
}

/** See `ConsumeOptions.pace`, and ADR 28 and 31. */
export const PACES = {
  'at-once': { ...AT_ONCE, commitEveryMs: 200, recordsARun: 256, recordsARunBesideUrgent: 256 },
  collected: {
    minBytes: 128 * 1024,
    maxWaitMs: 500,
    commitEveryMs: 1_000,
    recordsARun: 1_024,
    recordsARunBesideUrgent: 1_024,
  },
  'in-passing': {
    minBytes: 32 * 1024,
    maxBytesAPartition: 512 * 1024,
    maxWaitMs: 500,
    commitEveryMs: 1_000,
    recordsARun: 1_024,
    recordsARunBesideUrgent: 64,
  },
} as const satisfies Readonly<Record<string, Pace>>;
