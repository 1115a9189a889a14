import {
  deadLetterView,
  groupOf,
  groupsOf,
  parkedKeyView,
  parkingServices,
  serviceOf,
  type DeadLetterView,
  type ParkedKeyView,
  type ServiceName,
} from '@peaje/contracts';
import { CliError, EXIT } from './cli-error.js';
import { allItems } from './pages.js';
import { Refused, type Service } from './service.js';
import type { Session } from './session.js';

/** A dead letter and its group. */
export type GroupDeadLetter = DeadLetterView & { readonly group: string };
export type GroupParkedKey = ParkedKeyView & { readonly group: string };

/** The services of this stack that park records, or the one that has this group. @throws CliError (usage, unavailable) */
export function parkingOf(session: Session, group: string | undefined): [ServiceName, Service][] {
  if (group === undefined) {
    const running = parkingServices.filter((name) => session.info.services[name]?.length);
    return running.map((name) => [name, session.service(name, 'bank')]);
  }
  const known = parkingServices.find((name) => groupsOf(name).includes(group));
  if (known) return [[known, session.service(known, 'bank')]];
  const hint = group === 'audit' ? ' audit parks nothing: it also records unreadable records.' : '';
  throw new CliError(
    EXIT.usage,
    `No group ${group} parks records.${hint}`,
    `These do: ${parkingServices.flatMap(groupsOf).join(', ')}.`,
  );
}

export async function deadLettersOf(
  session: Session,
  group: string | undefined,
  query: Readonly<Record<string, string>>,
): Promise<GroupDeadLetter[]> {
  const deadLetters: GroupDeadLetter[] = [];
  for (const [name, service] of parkingOf(session, group))
    for (const deadLetter of await allItems(service, deadLetterView, '/v1/dead-letters', query))
      deadLetters.push({ group: groupOf(name, deadLetter.topic), ...deadLetter });
  return deadLetters.filter(isIn(group));
}

/** The name of a service stands for all its groups. */
export const isIn =
  (wanted: string | undefined) =>
  ({ group }: { readonly group: string }): boolean =>
    wanted === undefined || group === wanted || serviceOf(group) === wanted;

export async function parkedKeysOf(session: Session, group: string | undefined): Promise<GroupParkedKey[]> {
  const keys: GroupParkedKey[] = [];
  for (const [name, service] of parkingOf(session, group))
    for (const key of await allItems(service, parkedKeyView, '/v1/parked-keys'))
      keys.push({ group: groupOf(name, key.topic), ...key });
  return keys.filter(isIn(group));
}

/** The only group that has a thing. Several groups read the same topics. @throws CliError (refused, usage) */
export function onlyOne<T>(thing: string, found: readonly (readonly [string, T])[]): readonly [string, T] {
  const [first, ...more] = found;
  if (!first)
    throw new CliError(EXIT.refused, `There is no ${thing}.`, 'peaje dlq list shows all dead letters.');
  if (more.length === 0) return first;
  const groups = found.map(([group]) => group).join(' and ');
  throw new CliError(
    EXIT.usage,
    `${groups} both have ${thing}.`,
    `Name one of them, for example: --group ${first[0]}`,
  );
}

/** The results of `ask`, by service. A service that answers not-found has none. */
export async function askEach<T>(
  session: Session,
  group: string | undefined,
  ask: (service: Service) => Promise<T>,
): Promise<(readonly [ServiceName, T])[]> {
  const found: (readonly [ServiceName, T])[] = [];
  for (const [name, service] of parkingOf(session, group)) {
    try {
      found.push([name, await ask(service)]);
    } catch (error) {
      if (!(error instanceof Refused) || error.problem.code !== 'not-found') throw error;
    }
  }
  return found;
}
