import { grey, type Part, type Printable, red, yellow } from './printable.js';
import { table } from './table.js';

export interface TopicView {
  readonly topic: string;
  readonly partitions: number;
  readonly replicas: number;
  /** In the partition with the fewest. */
  readonly inSync: number;
  /** Partitions without a leader: no client can read or write them. */
  readonly leaderless: number;
  /** `delete` or `compact`. */
  readonly cleanup: string;
  /** Null: no limit. */
  readonly retentionMs: number | string | null;
  /** The offsets between beginning and end. A compacted topic has fewer records. */
  readonly records: number | string;
}

const DAY_MS = 24n * 3_600_000n;

/** Pure. */
export function topicsText(views: readonly TopicView[]): Printable {
  return table(
    [
      { head: 'topic' },
      { head: 'partitions', align: 'right' },
      { head: 'replicas', align: 'right' },
      { head: 'in sync', align: 'right' },
      { head: 'retention' },
      { head: 'records', align: 'right' },
    ],
    views.map((view) => [
      view.topic,
      String(view.partitions),
      String(view.replicas),
      inSync(view),
      retention(view),
      recordCount(view),
    ]),
  );
}

function inSync({ inSync, replicas, leaderless }: TopicView): Part {
  if (leaderless > 0) return red(`${leaderless} without leader`);
  return inSync < replicas ? yellow(String(inSync)) : String(inSync);
}

function retention({ cleanup, retentionMs }: TopicView): string {
  if (cleanup.includes('compact')) return 'newest of each key';
  if (retentionMs === null) return 'for ever';
  const ms = BigInt(retentionMs);
  return ms % DAY_MS === 0n ? `${ms / DAY_MS} days` : `${(ms + 500n) / 1_000n} s`;
}

function recordCount({ records, cleanup }: TopicView): Part {
  if (records === 0) return grey('0');
  return cleanup.includes('compact') ? `≤ ${records}` : String(records);
}
