import { count } from './count.js';
import { bold, green, grey, lines, list, type Part, type Printable, text, yellow } from './printable.js';
import { table } from './table.js';

/** Digits when a JSON number would not be exact: anybody may commit any 64-bit number. */
type Int64 = number | string;

export interface GroupPartition {
  readonly topic: string;
  readonly partition: number;
  /** Null: the group has committed no offset. */
  readonly committed: Int64 | null;
  readonly end: Int64;
  readonly lag: Int64;
  readonly memberId: string | null;
}

export interface GroupMember {
  readonly memberId: string;
  readonly clientId: string;
  readonly host: string;
  /** It has no partitions: the group has more members than partitions, or it is sharing them out again. */
  readonly idle: boolean;
  readonly partitions: readonly { readonly topic: string; readonly partition: number }[];
}

/** `--json` prints this too. Programs read it, so fields may be added and never removed. */
export interface GroupView {
  readonly group: string;
  readonly state: string;
  readonly lag: Int64;
  readonly members: readonly GroupMember[];
  readonly partitions: readonly GroupPartition[];
}

/** All groups, one on each line. Pure. */
export function groupsText(groups: readonly GroupView[], width?: number): Printable {
  if (groups.length === 0) return text`There are no groups.`;
  return table(
    [
      { head: 'group', narrow: 'cut' },
      { head: 'state' },
      { head: 'members', align: 'right' },
      { head: 'lag', align: 'right' },
      { head: 'topics', narrow: 'omit' },
    ],
    groups.map(({ group, state, members, lag, partitions }) => [
      group,
      stateText(state),
      memberCount(members),
      lagText(lag),
      list([...new Set(partitions.map(({ topic }) => topic))]),
    ]),
    width,
  );
}

/** One group: its members, then its partitions. Pure. */
export function groupText(group: GroupView, width?: number): Printable {
  const names = memberNames(group.members);
  const shown: Part[] = [text`${bold(group.group)}  ${stateText(group.state)}  lag ${lagText(group.lag)}`];
  if (group.members.length > 0) {
    const rows = group.members.map((member) => [
      names.get(member.memberId) ?? '',
      member.host,
      member.idle ? yellow(idleText(group)) : assignmentText(member),
    ]);
    const columns = [{ head: 'member' }, { head: 'host' }, { head: 'reads', narrow: 'wrap' }] as const;
    shown.push('', table(columns, rows, width));
  }
  if (group.partitions.length > 0) shown.push('', partitionTable(group, names, width));
  return lines(shown);
}

/** A partition has one reader in a group, so a member more than partitions has nothing to read. */
function idleText({ state, partitions }: GroupView): string {
  if (state !== 'Stable') return 'receives nothing yet: the group shares out its partitions';
  return `receives nothing: each of the ${count(partitions.length, 'partition')} has a reader`;
}

function partitionTable(
  { partitions }: GroupView,
  names: ReadonlyMap<string, string>,
  width?: number,
): Printable {
  return table(
    [
      { head: 'partition' },
      { head: 'committed', align: 'right' },
      { head: 'end', align: 'right' },
      { head: 'lag', align: 'right' },
      { head: 'member', narrow: 'cut' },
    ],
    partitions.map(({ topic, partition, committed, end, lag, memberId }) => [
      `${topic}/${partition}`,
      committed === null ? grey('–') : String(committed),
      String(end),
      lagText(lag),
      memberId === null ? yellow('none') : (names.get(memberId) ?? memberId),
    ]),
    width,
  );
}

/** Member ids are long. `debit-1f3a` is the client and enough of the id to distinguish the members. */
function memberNames(members: readonly GroupMember[]): Map<string, string> {
  return new Map(
    members.map(({ memberId, clientId }) => {
      const unique = memberId.startsWith(`${clientId}-`) ? memberId.slice(clientId.length + 1) : memberId;
      return [memberId, `${clientId}-${unique.slice(0, 6)}`];
    }),
  );
}

/** `charges.decided 0 1 2 3, holders 0 1` */
function assignmentText({ partitions }: GroupMember): Printable {
  const byTopic = Map.groupBy(partitions, ({ topic }) => topic);
  return lines([...byTopic].map(([topic, its]) => `${topic} ${its.map((p) => p.partition).join(' ')}`));
}

function memberCount(members: readonly GroupMember[]): Part {
  const idle = members.filter((member) => member.idle).length;
  return idle === 0 ? String(members.length) : yellow(`${members.length}, ${idle} idle`);
}

const stateText = (state: string): Printable => (state === 'Stable' ? green(state) : yellow(state));
const lagText = (lag: Int64): Printable => (lag === 0 ? grey('0') : yellow(String(lag)));
