import type { FeedData } from '@peaje/contracts';
import { isRebalancing } from '../feed/groups.js';
import type { FeedRecord, FeedState, Partition } from '../feed/state.js';

/** How far a group has read a partition. */
export interface Caret {
  readonly group: string;
  readonly committed: number;
  readonly lag: number | null;
  /** Kafka shares the partitions of its group anew. */
  readonly rebalancing: boolean;
}

/** A partition with what is drawn in its row. */
export interface PartitionRow extends Omit<Partition, 'end'> {
  readonly name: string;
  /** The offset after its last record. Null: the board does not read it. */
  readonly end: number | null;
  readonly records: readonly FeedRecord[];
  readonly carets: readonly Caret[];
}

type Parts = Pick<FeedState, 'partitions' | 'groups' | 'records'>;

/** The rows of each topic. Pure. */
export function rowsByTopic({ partitions, groups, records }: Parts): Map<string, PartitionRow[]> {
  const told = Map.groupBy(records, nameOf);
  const carets = Map.groupBy(caretsOf(groups), ({ name }) => name);
  const rows = (partitions?.items ?? []).map((partition): PartitionRow => {
    const name = nameOf(partition);
    const own = told.get(name) ?? [];
    return { ...partition, name, records: own, carets: carets.get(name) ?? [], end: endOf(partition, own) };
  });
  return Map.groupBy(rows, ({ topic }) => topic);
}

const nameOf = ({ topic, partition }: Pick<Partition, 'topic' | 'partition'>) => `${topic}-${partition}`;

/** The board tells ends every two seconds, and records at once. */
function endOf({ end }: Partition, records: readonly FeedRecord[]): number | null {
  const last = records.at(-1);
  if (end === null && last === undefined) return null;
  return Math.max(Number(end ?? 0), last === undefined ? 0 : Number(last.offset) + 1);
}

function caretsOf(groups: FeedData<'groups'> | null): (Caret & { readonly name: string })[] {
  return (groups?.items ?? []).flatMap((group) =>
    group.partitions.map(({ topic, partition, committed, lag }) => ({
      name: nameOf({ topic, partition }),
      group: group.group,
      committed: Math.max(Number(committed), 0),
      lag,
      rebalancing: isRebalancing(group),
    })),
  );
}

/** The numbers of offsets that a row can show: only these, so that the scale stays while records come. */
const SPANS = [24, 60, 120, 300, 600, 1_200, 3_000, 6_000] as const;
const MOST = 6_000;
/** More marks in a row touch each other. */
const MARKS = 48;

/** How many offsets the rows of a topic show: as far back as the oldest record told, and as the group furthest behind. Pure. */
export function spanOf(rows: readonly PartitionRow[]): number {
  const back = rows.flatMap(({ end, records, carets }) => {
    if (end === null) return [];
    const oldest = Number(records.at(-MARKS)?.offset ?? records[0]?.offset ?? end);
    return [oldest, ...carets.map(({ committed }) => committed)].map((offset) => end - offset);
  });
  const wanted = Math.max(0, ...back) * 1.05;
  return SPANS.find((span) => span >= wanted) ?? MOST;
}

/** `charges.requested 0, 1, 2`, a topic after the other. Pure. */
export function sharesOf(
  partitions: readonly Pick<Partition, 'topic' | 'partition'>[],
): { readonly topic: string; readonly numbers: string }[] {
  return [...Map.groupBy(partitions, ({ topic }) => topic)].map(([topic, own]) => ({
    topic,
    numbers: own
      .map(({ partition }) => partition)
      .sort((a, b) => a - b)
      .join(', '),
  }));
}
