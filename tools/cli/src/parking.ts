import {
  deadLetterView,
  parkedKeyView,
  parkingServices,
  type DeadLetterView,
  type ParkedKeyView,
  type ServiceName,
} from '@peaje/contracts';
import { CliError, EXIT } from './cli-error.js';
import { allItems } from './pages.js';
import { Refused, type Service } from './service.js';
import type { Session } from './session.js';

/** A dead letter, and the group whose it is. */
export type GroupLetter = DeadLetterView & { readonly group: ServiceName };
export type GroupKey = ParkedKeyView & { readonly group: ServiceName };

const PLACE = /^(.+)\/(\d+)@(\d+)$/;
const ID = /^.+-\d+-\d+$/;

/** What an operator types for a dead letter: its place as it is shown, or its id. @throws CliError (usage) */
export function deadLetterIdOf(typed: string): string {
  const id = typed.replace(PLACE, '$1-$2-$3');
  if (ID.test(id)) return id;
  throw new CliError(
    EXIT.usage,
    `${typed} is no place of a dead letter.`,
    'A place is <topic>/<partition>@<offset>, as peaje dlq list shows it.',
  );
}

/** The services of this stack that park, or the one of a group. @throws CliError (usage, unavailable) */
export function parkingOf(session: Session, group: string | undefined): [ServiceName, Service][] {
  if (group === undefined) {
    const running = parkingServices.filter((name) => session.info.services[name]?.length);
    return running.map((name) => [name, session.service(name, 'bank')]);
  }
  const known = parkingServices.find((name) => name === group);
  if (known) return [[known, session.service(known, 'bank')]];
  const hint = group === 'audit' ? ' audit parks nothing: it records what it cannot read.' : '';
  throw new CliError(
    EXIT.usage,
    `There is no group ${group} that parks.${hint}`,
    `${parkingServices.join(', ')} do.`,
  );
}

export async function lettersOf(
  session: Session,
  group: string | undefined,
  query: Readonly<Record<string, string>>,
): Promise<GroupLetter[]> {
  const letters: GroupLetter[] = [];
  for (const [name, service] of parkingOf(session, group))
    for (const letter of await allItems(service, deadLetterView, '/v1/dead-letters', query))
      letters.push({ group: name, ...letter });
  return letters;
}

export async function keysOf(session: Session, group: string | undefined): Promise<GroupKey[]> {
  const keys: GroupKey[] = [];
  for (const [name, service] of parkingOf(session, group))
    for (const key of await allItems(service, parkedKeyView, '/v1/parked-keys'))
      keys.push({ group: name, ...key });
  return keys;
}

/** The one group that has something; several read the same topics. @throws CliError (refused, usage) */
export function onlyOne<T>(
  what: string,
  found: readonly (readonly [ServiceName, T])[],
): readonly [ServiceName, T] {
  const [first, ...more] = found;
  if (!first) throw new CliError(EXIT.refused, `There is no ${what}.`, 'peaje dlq list shows what there is.');
  if (more.length === 0) return first;
  const groups = found.map(([group]) => group).join(' and ');
  throw new CliError(
    EXIT.usage,
    `${groups} both have ${what}.`,
    `Which one? --group ${first[0]}, for example.`,
  );
}

/** What `ask` finds, by group; who answers not-found has none. */
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
