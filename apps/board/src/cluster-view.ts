import type { FeedData } from '@peaje/contracts';
import {
  partitionName,
  type ClusterDescription,
  type GroupDescription,
  type PartitionOffset,
} from '@peaje/messaging';

type Brokers = FeedData<'brokers'>;
type Partitions = FeedData<'partitions'>;
type Group = FeedData<'groups'>['items'][number];

/** Offsets by `topic/partition`. */
type Offsets = ReadonlyMap<string, bigint>;

export const offsetsByName = (offsets: readonly PartitionOffset[]): Offsets =>
  new Map(offsets.map((one) => [partitionName(one), one.offset]));

/** Kafka's own topics are left out. Pure. */
export const partitionsView = ({ partitions }: ClusterDescription, ends: Offsets): Partitions => ({
  items: partitions
    .filter(({ topic }) => !topic.startsWith('__'))
    .map(({ topic, partition, leader, replicas, inSync }) => ({
      topic,
      partition,
      end: ends.get(partitionName({ topic, partition }))?.toString() ?? null,
      leader,
      replicas: [...replicas],
      inSync: [...inSync],
    }))
    .sort((a, b) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1)),
});

/** A broker that has replicas and is not in the cluster is down. Pure. */
export function brokersView({ brokers, controller, partitions }: ClusterDescription): Brokers {
  const ids = [...new Set([...brokers, ...partitions.flatMap(({ replicas }) => replicas)])];
  const count = (holds: (one: ClusterDescription['partitions'][number]) => boolean) =>
    partitions.filter(holds).length;
  return {
    controller,
    items: ids
      .sort((a, b) => a - b)
      .map((id) => ({
        id,
        up: brokers.includes(id),
        leads: count(({ leader }) => leader === id),
        replicas: count(({ replicas }) => replicas.includes(id)),
        inSync: count(({ inSync }) => inSync.includes(id)),
      })),
  };
}

/** A group, its members and how far each of its partitions is behind the end that the board has read. Pure. */
export function groupView(
  { group, state, members }: GroupDescription,
  service: string,
  committed: readonly PartitionOffset[],
  ends: Offsets,
): Group {
  const owners = new Map(
    members.flatMap(({ id, assignment }) =>
      partitionsIn(assignment).map((one) => [partitionName(one), id] as const),
    ),
  );
  const partitions = committed.map(({ topic, partition, offset }) => {
    const name = partitionName({ topic, partition });
    return {
      topic,
      partition,
      committed: offset.toString(),
      lag: lagOf(offset, ends.get(name)),
      member: owners.get(name) ?? null,
    };
  });
  const lags = partitions.flatMap(({ lag }) => (lag === null ? [] : [lag]));
  return {
    group,
    service,
    state,
    members: members.map(({ id, client, assignment }) => {
      const owned = partitionsIn(assignment);
      return { id, client, partitions: owned, idle: state === 'Stable' && owned.length === 0 };
    }),
    lag: lags.length < partitions.length ? null : lags.reduce((sum, lag) => sum + lag, 0),
    partitions,
  };
}

/** The group may have read what the board has not. */
const lagOf = (committed: bigint, end: bigint | undefined): number | null =>
  end === undefined ? null : Number(end > committed ? end - committed : 0n);

const partitionsIn = (assignment: Readonly<Record<string, readonly number[]>>) =>
  Object.entries(assignment).flatMap(([topic, partitions]) =>
    partitions.map((partition) => ({ topic, partition })),
  );
