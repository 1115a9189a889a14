import { eventually } from '@peaje/testing/outside';
import { AssignerProtocol } from 'kafkajs';
import { endOffsets, kafka } from './log-reader.js';

export interface Member {
  readonly memberId: string;
  readonly clientId: string;
  /** For example `charges.decided/2`; none when the member is idle. */
  readonly partitions: readonly string[];
}

/** The members of a consumer group and their partitions, as Kafka's coordinator describes them. */
async function membersOf(groupId: string): Promise<{ state: string; members: Member[] }> {
  const admin = kafka().admin();
  await admin.connect();
  try {
    const { groups } = await admin.describeGroups([groupId]);
    const group = groups[0];
    if (!group) throw new Error(`no group ${groupId}`);
    const members = group.members.map(({ memberId, clientId, memberAssignment }) => {
      const assigned =
        memberAssignment.length > 0 ? AssignerProtocol.MemberAssignment.decode(memberAssignment) : null;
      const partitions = Object.entries(assigned?.assignment ?? {}).flatMap(([topic, numbers]) =>
        numbers.map((partition) => `${topic}/${partition}`),
      );
      return { memberId, clientId, partitions: partitions.sort() };
    });
    return { state: group.state, members };
  } finally {
    await admin.disconnect();
  }
}

/** The members of a group once there are exactly `count`, and the group is stable. */
export const settledMembersOf = (groupId: string, count: number): Promise<Member[]> =>
  eventually(
    `group ${groupId} has ${count} members`,
    async () => {
      const { state, members } = await membersOf(groupId);
      expect({ state, count: members.length }).toEqual({ state: 'Stable', count });
      return members;
    },
    60_000,
  );

/** The group has committed all that the topic holds now. */
export async function caughtUp(groupId: string, topic: string, withinMs = 60_000): Promise<void> {
  const ends = (await endOffsets()).get(topic);
  const admin = kafka().admin();
  await admin.connect();
  try {
    await eventually(
      `${groupId} has caught up with ${topic}`,
      async () => {
        const [committed] = await admin.fetchOffsets({ groupId, topics: [topic] });
        for (const { partition, offset } of committed?.partitions ?? []) {
          const end = ends?.get(partition) ?? 0n;
          // A partition without records has no committed offset (-1).
          const hasCaughtUp = end === 0n || BigInt(offset) >= end;
          expect({ partition, hasCaughtUp }).toEqual({ partition, hasCaughtUp: true });
        }
      },
      withinMs,
    );
  } finally {
    await admin.disconnect();
  }
}

/** How many records of the topic the group has not committed yet. */
export async function lagOf(groupId: string, topic: string): Promise<bigint> {
  const ends = (await endOffsets()).get(topic);
  const admin = kafka().admin();
  await admin.connect();
  try {
    const [committed] = await admin.fetchOffsets({ groupId, topics: [topic] });
    const positions = new Map(committed?.partitions.map((one) => [one.partition, BigInt(one.offset)]));
    return [...(ends ?? [])].reduce((sum, [partition, end]) => {
      const position = positions.get(partition) ?? 0n;
      return sum + end - (position > 0n ? position : 0n);
    }, 0n);
  } finally {
    await admin.disconnect();
  }
}

/** Sets a group without members back to the beginning of its topics. */
export async function readAgainFromZero(groupId: string): Promise<void> {
  const admin = kafka().admin();
  await admin.connect();
  try {
    await eventually(`group ${groupId} is empty`, () => admin.deleteGroups([groupId]), 60_000);
  } finally {
    await admin.disconnect();
  }
}
