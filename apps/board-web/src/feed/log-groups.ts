import type { FeedData } from '@peaje/contracts';
import { isRebalancing } from './groups.js';
import type { Group, NewLine } from './state.js';

type Groups = FeedData<'groups'>;

/** Pure. */
export function groupLines(before: Groups, after: Groups): NewLine[] {
  const old = new Map(before.items.map((one) => [one.group, one]));
  return after.items.flatMap((now) => {
    const was = old.get(now.group);
    return was === undefined ? newGroup(now) : changed(was, now);
  });
}

const newGroup = (now: Group): NewLine[] =>
  now.members.length > 0 ? [line('log.group-new', now, { service: now.service }, 'plain')] : [];

function changed(was: Group, now: Group): NewLine[] {
  if (now.members.length === 0 && was.members.length > 0) return [line('log.group-empty', now, {}, 'bad')];
  return [...memberLines(was, now), ...shareLines(was, now), ...idleLines(was, now)];
}

const names = ({ members }: Group) => new Set(members.map(({ client }) => client));

function memberLines(was: Group, now: Group): NewLine[] {
  const [old, current] = [names(was), names(now)];
  return [
    ...[...old]
      .filter((one) => !current.has(one))
      .map((member) => line('log.member-left', now, { member }, 'warn')),
    ...[...current]
      .filter((one) => !old.has(one))
      .map((member) => line('log.member-joined', now, { member }, 'plain')),
  ];
}

/** The board looks every two seconds, so a short rebalance is seen by its result only. */
function shareLines(was: Group, now: Group): NewLine[] {
  if (isRebalancing(now)) return isRebalancing(was) ? [] : [line('log.group-shares', now, {}, 'warn')];
  if (now.members.length === 0 || (!isRebalancing(was) && owners(was) === owners(now))) return [];
  const shares = now.members
    .map(({ client, partitions }) => `${client}: ${partitions.length}`)
    .sort()
    .join(', ');
  return [line('log.group-shared', now, { shares }, 'good')];
}

const owners = ({ members }: Group): string =>
  members
    .flatMap(({ id, partitions }) => partitions.map(({ topic, partition }) => `${topic}-${partition}=${id}`))
    .sort()
    .join();

function idleLines(was: Group, now: Group): NewLine[] {
  const idleBefore = new Set(was.members.flatMap(({ client, idle }) => (idle ? [client] : [])));
  const known = names(was);
  return now.members.flatMap(({ client, idle }) => {
    if (idle === idleBefore.has(client)) return [];
    if (idle) return [line('log.member-idle', now, { member: client }, 'warn')];
    return known.has(client) && !isRebalancing(now)
      ? [line('log.member-busy', now, { member: client }, 'good')]
      : [];
  });
}

function line(
  key: string,
  { group }: Group,
  values: NewLine['words']['values'],
  tone: NewLine['tone'],
): NewLine {
  return { words: { key, values: { group, ...values } }, to: `/kafka#group-${group}`, tone };
}
