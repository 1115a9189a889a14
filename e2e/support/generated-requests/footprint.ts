import type { ChargeView, DebtView, Page } from '@peaje/contracts';
import { postingsOf } from '../services/bank.js';
import { read, type Caller } from '../http/http-client.js';
import { quietEndOffsets, recordsSince, type EndOffsets } from '../kafka/log-reader.js';
import type { StackService } from '@peaje/testing/outside';
import type { Made } from './made.js';

/** How things stood before: ids grow with time, so the newest says what came after it. */
export interface Footprint {
  readonly ends: EndOffsets;
  readonly newest: Readonly<Record<Source, string>>;
}

const SOURCES = {
  shop: ['pos', '/v1/charges', 'shop'],
  toll: ['pos', '/v1/charges', 'toll'],
  debts: ['debit', '/v1/debts', 'bank'],
} as const satisfies Record<string, readonly [StackService, string, Caller]>;

type Source = keyof typeof SOURCES;
type Listed = ChargeView | DebtView;

export async function footprint(): Promise<Footprint> {
  const newest = async (source: Source) => (await listedSince(source, '', 1))[0]?.id ?? '';
  const [shop, toll, debts] = await Promise.all([newest('shop'), newest('toll'), newest('debts')]);
  return { ends: await quietEndOffsets(), newest: { shop, toll, debts } };
}

/** Newest first, down to what was there before. */
async function listedSince(source: Source, before: string, atMost = Infinity): Promise<Listed[]> {
  const [service, path, as] = SOURCES[source];
  const found: Listed[] = [];
  let cursor: string | null = '';
  while (cursor !== null && found.length < atMost) {
    const at: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page = (await read(service, `${path}?limit=${Math.min(200, atMost)}${at}`, as)) as Page<Listed>;
    const fresh = page.items.filter(({ id }) => id > before);
    found.push(...fresh);
    cursor = fresh.length < page.items.length ? null : page.nextCursor;
  }
  return found;
}

/** What is there now and nobody accepted, or was accepted and is not there. */
export async function unexplained(before: Footprint, made: Made): Promise<string[]> {
  await quietEndOffsets();
  const records = await recordsSince(before.ends);
  const written = records.filter(({ topic, subject }) => !mayBeWritten(topic, subject ?? '', made));
  const accountsOpened = made.opened.size;
  const countOf = (name: string) => records.filter(({ topic }) => topic === name).length;
  const [opened, operations] = [countOf('holders'), countOf('operations.performed')];
  const listed = (
    await Promise.all((['shop', 'toll', 'debts'] as const).map((s) => listedSince(s, before.newest[s])))
  ).flat();
  return [
    ...written.map(({ topic, subject, type }) => `${topic}: ${type} of ${subject}`),
    ...(opened === accountsOpened ? [] : [`${accountsOpened} accounts opened, ${opened} records of holders`]),
    ...(operations === made.operations
      ? []
      : [`${made.operations} operations accepted, ${operations} records of them`]),
    ...listed
      .filter(({ id }) => !made.charges.has(id))
      .map(({ id }) => `${id} is listed and nobody accepted it`),
    ...(await unexplainedPostings(made)),
  ];
}

function mayBeWritten(topic: string, subject: string, made: Made): boolean {
  if (topic === 'charges.requested' || topic === 'charges.decided') return made.charges.has(subject);
  if (topic === 'cards') return made.cards.has(subject);
  if (topic === 'holders') return made.accounts.has(subject);
  return topic === 'operations.performed';
}

async function unexplainedPostings(made: Made): Promise<string[]> {
  const wrong: string[] = [];
  const seen = new Set<string>();
  for (const account of made.accounts) {
    const isOurs = made.opened.has(account);
    for (const { id, kind, chargeId } of await postingsOf(account)) {
      seen.add(id);
      const accepted =
        kind === 'deposit'
          ? made.deposits.has(id)
          : kind === 'debt-recovery'
            ? made.recoveries.has(id)
            : made.charges.has(chargeId ?? '');
      if (!accepted && isOurs) wrong.push(`posting ${id}: nobody accepted it`);
    }
  }
  for (const id of [...made.deposits, ...made.recoveries])
    if (!seen.has(id)) wrong.push(`posting ${id} is gone`);
  return wrong;
}
