import { AssignerProtocol } from 'kafkajs';
import { eventually } from '@peaje/testing/outside';
import { endOffsets, kafka } from './log-reader.js';

export interface Member {
  readonly memberId: string;
  readonly clientId: string;
  /** `charges.decided/2`; none when it is idle. */
  readonly places: readonly string[];
}

/** Who is in a consumer group and what each reads, as Kafka's coordinator says it. */
export async function membersOf(groupId: string): Promise<{ state: string; members: Member[] }> {
  const admin = kafka().admin();
  await admin.connect();
  try {
    const { groups } = await admin.describeGroups([groupId]);
    const group = groups[0];
    if (!group) throw new Error(`no group ${groupId}`);
    const members = group.members.map(({ memberId, clientId, memberAssignment }) => {
      const assigned =
        memberAssignment.length > 0 ? AssignerProtocol.MemberAssignment.decode(memberAssignment) : null;
      const places = Object.entries(assigned?.assignment ?? {}).flatMap(([topic, partitions]) =>
        partitions.map((partition) => `${topic}/${partition}`),
      );
      return { memberId, clientId, places: places.sort() };
    });
    return { state: group.state, members };
  } finally {
    await admin.disconnect();
  }
}

/** The members of a group once there are exactly so many, and nobody is joining or leaving. */
export const settledMembersOf = (groupId: string, count: number): Promise<Member[]> =>
  eventually(
    `group ${groupId} has ${count} members`,
    async () => {
      const { state, members } = await membersOf(groupId);
      expect([state, members.length]).toEqual(['Stable', count]);
      return members;
    },
    60_000,
  );

/** The group has handled all that the topic holds now. */
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
          // Without a committed offset (-1) there was nothing to handle.
          if (end > 0n) expect([partition, BigInt(offset) >= end]).toEqual([partition, true]);
        }
      },
      withinMs,
    );
  } finally {
    await admin.disconnect();
  }
}

/** The group, none of whose members run, begins at the beginning again. */
export async function readAgainFromZero(groupId: string): Promise<void> {
  const admin = kafka().admin();
  await admin.connect();
  try {
    await eventually(`group ${groupId} is empty`, () => admin.deleteGroups([groupId]), 60_000);
  } finally {
    await admin.disconnect();
  }
}
