import { count } from './count.js';
import { bold, grey, lines, type Part, type Printable, red, text, yellow } from './printable.js';
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

/** One partition of a topic. Brokers are their ids. */
export interface PartitionView {
  readonly partition: number;
  /** Null: no broker leads it, so no client can read or write it. */
  readonly leader: number | null;
  readonly replicas: readonly number[];
  readonly inSync: readonly number[];
  readonly first: number | string;
  /** The offset of the newest record. Null: there is none. */
  readonly last: number | string | null;
}

const DAY_MS = 24n * 3_600_000n;

/** All topics. Where they do not fit, dead letters stand below their topic without its name. Pure. */
export function topicsText(views: readonly TopicView[], width = Number.POSITIVE_INFINITY): Printable {
  const wide = table(
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
  return wide.width <= width ? wide : narrowTopics(views);
}

function narrowTopics(views: readonly TopicView[]): Printable {
  const names = new Set(views.map(({ topic }) => topic));
  const shortName = (topic: string): string => {
    const parent = [...names].find((name) => topic.startsWith(`${name}.`) && topic.endsWith('.dlq'));
    return parent === undefined ? topic : `  ${topic.slice(parent.length)}`;
  };
  return table(
    [
      { head: 'topic' },
      { head: 'parts', align: 'right' },
      { head: 'in sync' },
      { head: 'kept' },
      { head: 'records', align: 'right' },
    ],
    views.map((view) => [
      shortName(view.topic),
      String(view.partitions),
      view.leaderless > 0 ? red('no') : text`${inSync(view)} of ${view.replicas}`,
      view.cleanup.includes('compact') ? 'newest' : retention(view),
      recordCount(view),
    ]),
  );
}

/** One topic, partition by partition. Pure. */
export function topicText(view: TopicView, layout: readonly PartitionView[]): Printable {
  const facts = `${count(view.partitions, 'partition')}, ${count(view.replicas, 'replica')} of each, kept: ${retention(view)}`;
  return lines([
    text`${bold(view.topic)}`,
    facts,
    '',
    table(
      [
        { head: 'partition', align: 'right' },
        { head: 'leader' },
        { head: 'replicas' },
        { head: 'in sync' },
        { head: 'first', align: 'right' },
        { head: 'last', align: 'right' },
      ],
      layout.map(({ partition, leader, replicas, inSync, first, last }) => [
        String(partition),
        leader === null ? red('none') : `broker ${leader}`,
        replicas.join(' '),
        inSync.length < replicas.length ? yellow(inSync.join(' ')) : inSync.join(' '),
        String(first),
        last === null ? grey('–') : String(last),
      ]),
    ),
  ]);
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
