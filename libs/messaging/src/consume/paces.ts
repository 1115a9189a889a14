import { AT_ONCE, type FetchPace } from '../kafka/kafka-client.js';

export interface Pace extends FetchPace {
  /** How long the offset of a handled record may wait for its commit. */
  readonly commitEveryMs: number;
  /** How many records share a transaction. Larger ones cost Kafka less: their events share requests, too. */
  readonly recordsARun: number;
  /** If fewer while somebody waits for another group of this process: its next run waits for this one. */
  readonly recordsARunBesideUrgent?: number;
}

/** See `ConsumeOptions.pace`, and ADR 28 and 31. */
export const PACES: Readonly<Record<'at-once' | 'collected' | 'in-passing', Pace>> = {
  'at-once': { ...AT_ONCE, commitEveryMs: 200, recordsARun: 256 },
  collected: {
    minBytes: 128 * 1024,
    maxWaitMs: 500,
    commitEveryMs: 1_000,
    recordsARun: 1_024,
  },
  'in-passing': {
    minBytes: 32 * 1024,
    maxBytesAPartition: 512 * 1024,
    maxWaitMs: 500,
    commitEveryMs: 1_000,
    recordsARun: 1_024,
    recordsARunBesideUrgent: 64,
  },
};
