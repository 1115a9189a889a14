import { setTimeout as delay } from 'node:timers/promises';
import { topics } from '@peaje/contracts';
import { exactInt } from '@peaje/kernel';
import kafkajs, { type GroupDescription } from 'kafkajs';
import { createLogUpdate } from 'log-update';
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
import { json, lines, list, type Printable, text } from '../render/printable.js';
import type { Terminal } from '../terminal.js';

const { MemberAssignment } = kafkajs.AssignerProtocol;

const WATCH_EVERY_MS = 1_000;
/** Brokers and groups come and go while one watches. A watch ends when Kafka does not answer so often in a row. */
const WATCH_GIVES_UP_AFTER = 10;

export const groupsCommand = command({
  usage: 'groups [group]',
  options: (cli) =>
    cli
      .positional('group', { type: 'string', describe: 'one group, partition by partition' })
      .option('watch', {
        type: 'boolean',
        default: false,
        describe: 'show it again each second, until Ctrl-C',
      })
      .example('$0 groups debit', 'the members of debit and their partitions')
      .example('$0 groups --watch', 'see members come and go'),
  run: async (session, { group, watch, json: asJson }) => {
    const { terminal } = session;
    const read = () => readGroups(session.kafka, group);
    const shown = (views: readonly GroupView[]) =>
      group === undefined
        ? groupsText(views, terminal.width)
        : lines(views.map((view) => groupText(view, terminal.width)));
    if (watch) return watchGroups(terminal, read, asJson ? json : shown);
    const views = await read();
    await (asJson ? terminal.printJson(views) : terminal.print(shown(views)));
  },
});

/** On a terminal it draws over itself. Into a pipe it prints the groups again when something has changed. */
async function watchGroups(
  terminal: Terminal,
  read: () => Promise<GroupView[]>,
  shown: (views: readonly GroupView[]) => Printable,
): Promise<void> {
  const live = terminal.isInteractive ? createLogUpdate(process.stdout) : null;
  let before = '';
  let failures = 0;
  try {
    while (!terminal.signal.aborted) {
      const views = await read().catch((error: unknown) => {
        if (before === '' || ++failures === WATCH_GIVES_UP_AFTER) throw error;
      });
      if (views) {
        failures = 0;
        const now = shown(views);
        if (live) live(now.toString());
        else if (now.toString() !== before) await terminal.print(now);
        before = now.toString();
      }
      await delay(WATCH_EVERY_MS, undefined, { signal: terminal.signal }).catch(() => undefined);
    }
  } finally {
    live?.done();
  }
}

/** What verifications have read in and left behind when they died. Each reads in a group of its own, so nobody comes back. */
const isLeftOver = (group: string, members: number): boolean =>
  members === 0 && group.startsWith('audit.verifier.');

/** @throws CliError (refused) when this group does not exist. */
async function readGroups(kafka: KafkaAccess, only: string | undefined): Promise<GroupView[]> {
  const { groups } = await kafka.ask((admin) => admin.listGroups());
  const existing = groups.map(({ groupId }) => groupId).sort();
  if (only !== undefined && !existing.includes(only)) {
    const there = existing.length === 0 ? 'There are no groups.' : text`These exist: ${list(existing)}`;
    throw new CliError(EXIT.refused, `There is no group ${only}.`, there);
  }
  const wanted = only === undefined ? existing : [only];
  if (wanted.length === 0) return [];
  const topicNames = new Set(await kafka.topics());
  const described = await kafka.ask((admin) => admin.describeGroups(wanted));
  const ends = new Map<string, Awaited<ReturnType<KafkaAccess['ends']>>>();
  const endsOf = async (topic: string) => {
    const known = ends.get(topic) ?? (await kafka.logEnds(topic).catch(noneOfDeleted));
    ends.set(topic, known);
    return known;
  };
  const views: GroupView[] = [];
  for (const group of [...described.groups].sort((a, b) => (a.groupId < b.groupId ? -1 : 1))) {
    if (only === undefined && isLeftOver(group.groupId, group.members.length)) continue;
    views.push(await readGroup(kafka, group, topicNames, endsOf));
  }
  return views;
}

/** A topic may be deleted between the list of topics and the question for its ends. kafkajs asks again, and gives up. */
function noneOfDeleted(error: unknown): [] {
  const { type, cause } = error as { type?: string; cause?: { type?: string } };
  if ([type, cause?.type].includes('UNKNOWN_TOPIC_OR_PARTITION')) return [];
  throw error;
}

async function readGroup(
  kafka: KafkaAccess,
  { groupId: group, state, members: described }: GroupDescription,
  existing: ReadonlySet<string>,
  endsOf: (topic: string) => ReturnType<KafkaAccess['ends']>,
): Promise<GroupView> {
  const members = described.map(memberView);
  const committed = await kafka.committed(group);
  const ofMembers = members.flatMap((member) => member.partitions.map(({ topic }) => topic));
  const ofCatalogue = topics.filter(({ groups: its }) => its.includes(group)).map(({ name }) => name);
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
  return { group, state, lag, members, partitions };
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
