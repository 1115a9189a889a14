import type { FeedData } from '@peaje/contracts';
import type { NewLine, Partition } from './state.js';

type Brokers = FeedData<'brokers'>;
type Partitions = FeedData<'partitions'>;

/** The most partitions of one event that have a line of their own; the others are counted. */
const MOST_NAMED = 3;

const partitionTitle = ({ topic, partition }: Pick<Partition, 'topic' | 'partition'>): string =>
  `${topic}-${partition}`;
const pathOf = (partition: Partition) => `/kafka#${partitionTitle(partition)}`;

/** Pure. */
export function brokerLines(before: Brokers, after: Brokers): NewLine[] {
  const old = new Map(before.items.map((one) => [one.id, one]));
  const lines = after.items.flatMap(({ id, up }): NewLine[] => {
    const was = old.get(id)?.up ?? false;
    if (was === up) return [];
    const key = up ? 'log.broker-back' : 'log.broker-down';
    return [{ words: { key, values: { broker: id } }, to: `/kafka#broker-${id}`, tone: up ? 'good' : 'bad' }];
  });
  const { controller } = after;
  if (controller !== null && before.controller !== null && controller !== before.controller) {
    const words = { key: 'log.controller', values: { broker: controller } };
    lines.push({ words, to: `/kafka#broker-${controller}`, tone: 'plain' });
  }
  return lines;
}

/** Pure. */
export function partitionLines(
  before: Partitions,
  after: Partitions,
  counters: FeedData<'counters'> | null,
): NewLine[] {
  const old = new Map(before.items.map((one) => [partitionTitle(one), one]));
  const changes = after.items.flatMap((now) => {
    const was = old.get(partitionTitle(now));
    return was === undefined ? [] : [{ was, now }];
  });
  return [
    ...newPartitions(before, after),
    ...elections(
      changes.filter(({ was, now }) => was.leader !== now.leader),
      counters,
    ),
    ...inSyncLines(changes),
  ];
}

interface Change {
  readonly was: Partition;
  readonly now: Partition;
}

function newPartitions(before: Partitions, after: Partitions): NewLine[] {
  const [old, now] = [countByTopic(before), countByTopic(after)];
  return [...now].flatMap(([topic, count]): NewLine[] => {
    const was = old.get(topic) ?? 0;
    if (count <= was) return [];
    const key = was === 0 ? 'log.topic-new' : 'log.topic-grown';
    return [{ words: { key, values: { topic, count } }, to: `/kafka#${topic}-0`, tone: 'plain' }];
  });
}

function countByTopic({ items }: Partitions): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { topic } of items) counts.set(topic, (counts.get(topic) ?? 0) + 1);
  return counts;
}

/** Those of charges first: they are what people look for. */
const rank = ({ now: { topic } }: Change) =>
  (topic.endsWith('.dlq') ? 2 : 0) + (topic.startsWith('charges.') ? 0 : 1);

function elections(changes: readonly Change[], counters: FeedData<'counters'> | null): NewLine[] {
  const lines = changes.toSorted((a, b) => rank(a) - rank(b)).map(({ now }) => election(now, counters));
  const others = lines.length - MOST_NAMED;
  if (others <= 0) return lines;
  const words = { key: 'log.leaders-changed', values: { count: others } };
  return [...lines.slice(0, MOST_NAMED), { words, to: '/kafka', tone: 'plain' }];
}

function election(now: Partition, counters: FeedData<'counters'> | null): NewLine {
  const [partition, to] = [partitionTitle(now), pathOf(now)];
  if (now.leader === null) return { words: { key: 'log.no-leader', values: { partition } }, to, tone: 'bad' };
  const { lost = 0, accepted = 0, decided = 0 } = counters ?? {};
  // `lost` counts a charge only after a minute. Until then it waits, and nobody knows yet.
  const open = accepted - decided;
  const key =
    counters === null ? 'log.elected' : open > 0 ? 'log.elected-waiting' : 'log.elected-nothing-lost';
  const values = { partition, broker: now.leader, accepted, decided, count: open };
  return { words: { key, values }, to, tone: lost > 0 ? 'warn' : open > 0 ? 'plain' : 'good' };
}

/** One line a broker: when it stops, it falls out of the in-sync set of many partitions at once. */
function inSyncLines(changes: readonly Change[]): NewLine[] {
  const [left, came] = [new Map<number, Partition[]>(), new Map<number, Partition[]>()];
  const note = (map: Map<number, Partition[]>, broker: number, partition: Partition) =>
    map.set(broker, [...(map.get(broker) ?? []), partition]);
  for (const { was, now } of changes) {
    for (const id of was.inSync) if (!now.inSync.includes(id)) note(left, id, now);
    for (const id of now.inSync) if (!was.inSync.includes(id)) note(came, id, now);
  }
  return [
    ...[...left].map(([broker, partitions]) => inSyncLine('log.in-sync-left', broker, partitions, 'warn')),
    ...[...came].map(([broker, partitions]) => inSyncLine('log.in-sync-back', broker, partitions, 'good')),
  ];
}

function inSyncLine(key: string, broker: number, partitions: Partition[], tone: NewLine['tone']): NewLine {
  const [only] = partitions;
  if (partitions.length === 1 && only !== undefined) {
    const values = { broker, partition: partitionTitle(only), inSync: only.inSync.join(', ') };
    return { words: { key, values }, to: pathOf(only), tone };
  }
  const values = { broker, count: partitions.length };
  return { words: { key: `${key}-many`, values }, to: `/kafka#broker-${broker}`, tone };
}
