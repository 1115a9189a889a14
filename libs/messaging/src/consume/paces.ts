import { AT_ONCE, type FetchPace } from '../kafka/kafka-client.js';

export interface Pace extends FetchPace {
  /** How long the offset of a handled record may wait for its commit. */
  readonly commitEveryMs: number;
  /** How many records share a transaction. */
  readonly recordsARun: number;
}

/** The knee of throughput against latency (facts measured on PostgreSQL: 64–256 a transaction). */
const RECORDS_A_RUN = 256;

/** See `ConsumeOptions.pace`, and ADR 28 and 31. */
export const PACES = {
  'at-once': { ...AT_ONCE, commitEveryMs: 200, recordsARun: RECORDS_A_RUN },
  collected: { minBytes: 128 * 1024, maxWaitMs: 500, commitEveryMs: 1_000, recordsARun: RECORDS_A_RUN },
  'in-passing': {
    minBytes: 32 * 1024,
    maxBytesAPartition: 128 * 1024,
    maxWaitMs: 500,
    commitEveryMs: 1_000,
    recordsARun: 64,
  },
} as const satisfies Readonly<Record<string, Pace>>;
