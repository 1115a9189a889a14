import { topics } from '@peaje/contracts';
import { exactInt } from '@peaje/kernel';
import kafkajs from 'kafkajs';
import { CliError, EXIT } from '../cli-error.js';
import { command } from '../command.js';
import type { KafkaAccess } from '../kafka/kafka-access.js';
import {
  type GroupMember,
  groupsText,
  groupText,
  type GroupPartition,
  type GroupView,
} from '../render/groups.js';
import { lines, list, text } from '../render/printable.js';

const { MemberAssignment } = kafkajs.AssignerProtocol;

export const groupsCommand = command({
  usage: 'groups [group]',
  describe: 'consumer groups: members, partitions and lag',
  options: (cli) =>
    cli
      .positional('group', { type: 'string', describe: 'one group, partition by partition' })
      .example('$0 groups debit', 'the members of debit and their partitions'),
  run: async (session, { group, json }) => {
    const views = await readGroups(session.kafka, group);
    if (json) return session.terminal.printJson(views);
    const shown = group === undefined ? groupsText(views) : lines(views.map(groupText));
    await session.terminal.print(shown);
  },
});

/** @throws CliError (refused) when this group does not exist. */
async function readGroups(kafka: KafkaAccess, only: string | undefined): Promise<GroupView[]> {
  const { groups } = await kafka.ask((admin) => admin.listGroups());
  const existing = groups.map(({ groupId }) => groupId).sort();
  if (only !== undefined && !existing.includes(only)) {
    const there = existing.length === 0 ? 'There are no groups.' : text`These exist: ${list(existing)}`;
    throw new CliError(EXIT.refused, `There is no group ${only}.`, there);
  }
  const views: GroupView[] = [];
  const ends = new Map<string, Awaited<ReturnType<KafkaAccess['ends']>>>();
  const endsOf = async (topic: string) => {
    const known = ends.get(topic) ?? (await kafka.logEnds(topic));
    ends.set(topic, known);
    return known;
  };
  for (const group of only === undefined ? existing : [only])
    views.push(await readGroup(kafka, group, endsOf));
  return views;
}

async function readGroup(
  kafka: KafkaAccess,
  group: string,
  endsOf: (topic: string) => ReturnType<KafkaAccess['ends']>,
): Promise<GroupView> {
  const { groups } = await kafka.ask((admin) => admin.describeGroups([group]));
  const described = groups[0];
  const members = (described?.members ?? []).map(memberView);
  const committed = await kafka.committed(group);
  const ofMembers = members.flatMap((member) => member.partitions.map(({ topic }) => topic));
  const ofCatalogue = topics.filter(({ groups: its }) => its.includes(group)).map(({ name }) => name);
  const existing = new Set(await kafka.topics());
  const wanted = new Set([...[...committed.keys()].map(topicOf), ...ofMembers, ...ofCatalogue]);
  const partitions: GroupPartition[] = [];
  for (const topic of [...wanted].filter((one) => existing.has(one)).sort()) {
    for (const { partition, low, high } of await endsOf(topic)) {
      const position = committed.get(`${topic}/${partition}`);
      const isOwner = (m: GroupMember) =>
        m.partitions.some((p) => p.topic === topic && p.partition === partition);
      const behind = high - (position ?? low);
      partitions.push({
        topic,
        partition,
        committed: position === undefined ? null : exactInt(position),
        end: exactInt(high),
        lag: exactInt(behind > 0n ? behind : 0n),
        memberId: members.find(isOwner)?.memberId ?? null,
      });
    }
  }
  const lag = exactInt(partitions.reduce((sum, partition) => sum + BigInt(partition.lag), 0n));
  return { group, state: described?.state ?? 'Unknown', lag, members, partitions };
}

const topicOf = (partition: string): string => partition.slice(0, partition.lastIndexOf('/'));

interface DescribedMember {
  readonly memberId: string;
  readonly clientId: string;
  readonly clientHost: string;
  readonly memberAssignment: Buffer;
}

function memberView({ memberId, clientId, clientHost, memberAssignment }: DescribedMember): GroupMember {
  const assignment = memberAssignment.length > 0 ? MemberAssignment.decode(memberAssignment) : null;
  const partitions = Object.entries(assignment?.assignment ?? {})
    .flatMap(([topic, its]) => its.map((partition) => ({ topic, partition })))
    .sort((a, b) => a.topic.localeCompare(b.topic) || a.partition - b.partition);
  return {
    memberId,
    clientId,
    host: clientHost.replace(/^\//, ''),
    idle: partitions.length === 0,
    partitions,
  };
}
