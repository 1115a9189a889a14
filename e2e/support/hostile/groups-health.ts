import { groupsOf, serviceNames } from '@peaje/contracts';
import { eventually } from '@peaje/testing/outside';
import { read } from '../http/http-client.js';
import { endOffsets } from '../kafka/log-reader.js';
import { peajeJson } from '../operator.js';

interface GroupHealth {
  readonly group: string;
  readonly inGroup: boolean;
  readonly partitions: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly lag: number | null;
    readonly retrying: object | null;
    readonly unreadable: object | null;
  }[];
}
interface GroupLag {
  readonly group: string;
  readonly state: string;
  readonly lag: number;
  readonly partitions: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly committed: number | null;
    readonly end: number;
  }[];
}

const GROUPS = serviceNames.flatMap(groupsOf).sort();

/** Each group is in its group and no partition waits, as the services say. */
async function expectHealthyGroups(): Promise<void> {
  const seen: string[] = [];
  for (const service of serviceNames) {
    const { groups } = (await read(service, '/health/consumers', 'anonymous')) as { groups: GroupHealth[] };
    for (const { group, inGroup, partitions } of groups) {
      seen.push(group);
      expect({ group, inGroup }).toEqual({ group, inGroup: true });
      const waiting = partitions.filter((one) => one.retrying !== null || one.unreadable !== null);
      expect({ group, waiting }).toEqual({ group, waiting: [] });
    }
  }
  expect(seen).toEqual(expect.arrayContaining(GROUPS));
}

/** Each group has committed the end of each partition: for Kafka, for `peaje groups`, and for its own health. */
export const everyGroupIsAtTheEnd = (withinMs = 60_000): Promise<void> =>
  eventually(
    'every group is healthy and has committed the end of the log',
    async () => {
      await expectHealthyGroups();
      const ends = await endOffsets();
      const groups = (await peajeJson<GroupLag[]>('groups')).filter(({ group }) => GROUPS.includes(group));
      expect(groups.map(({ group, state, lag }) => ({ group, state, lag }))).toEqual(
        GROUPS.map((group) => ({ group, state: 'Stable', lag: 0 })),
      );
      for (const { group, partitions } of groups)
        for (const { topic, partition, committed, end } of partitions) {
          const where = { group, topic, partition };
          const last = Number(ends.get(topic)?.get(partition) ?? 0n);
          // Without a record there is nothing to commit.
          expect({ ...where, end, committed: committed ?? 0 }).toEqual({
            ...where,
            end: last,
            committed: last,
          });
        }
    },
    withinMs,
  );
