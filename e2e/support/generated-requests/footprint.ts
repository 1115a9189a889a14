import type { ChargeView, DebtView, Page } from '@peaje/contracts';
import type { StackService } from '@peaje/testing/outside';
import { read, type Caller } from '../http/http-client.js';
import { newRecordsSince, quietEndOffsets, type EndOffsets } from '../kafka/log-reader.js';
import { postingsOf } from '../services/bank.js';
import type { AcceptedRequests } from './accepted-requests.js';

/** The state before a run. Ids grow with time, so the newest id tells which rows came later. */
export interface Footprint {
  readonly atMs: number;
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
  const atMs = Date.now();
  const newest = async (source: Source) => (await listedSince(source, '', 1))[0]?.id ?? '';
  const [shop, toll, debts] = await Promise.all([newest('shop'), newest('toll'), newest('debts')]);
  return { atMs, ends: await quietEndOffsets(), newest: { shop, toll, debts } };
}

/** Newest first, down to the newest id of before. */
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

/** Rows and records that no service accepted, and accepted ones that are missing. */
export async function unexplained(before: Footprint, accepted: AcceptedRequests): Promise<string[]> {
  await quietEndOffsets();
  const records = await newRecordsSince(before.ends, before.atMs);
  const written = records.filter(({ topic, subject }) => !mayBeWritten(topic, subject ?? '', accepted));
  const accountsOpened = accepted.opened.size;
  const countOf = (name: string) => records.filter(({ topic }) => topic === name).length;
  const [opened, operations] = [countOf('holders'), countOf('operations.performed')];
  const listed = (
    await Promise.all((['shop', 'toll', 'debts'] as const).map((s) => listedSince(s, before.newest[s])))
  ).flat();
  return [
    ...written.map(({ topic, subject, type }) => `${topic}: ${type} of ${subject}`),
    ...(opened === accountsOpened ? [] : [`${accountsOpened} accounts opened, ${opened} records of holders`]),
    ...(operations === accepted.operations
      ? []
      : [`${accepted.operations} operations accepted, ${operations} records of them`]),
    ...listed
      .filter(({ id }) => !accepted.charges.has(id))
      .map(({ id }) => `${id} is listed and was never accepted`),
    ...(await unexplainedPostings(accepted)),
  ];
}

function mayBeWritten(topic: string, subject: string, accepted: AcceptedRequests): boolean {
  if (/^(charges|passages)\.(requested|decided)$/.test(topic)) return accepted.charges.has(subject);
  if (topic === 'cards') return accepted.cards.has(subject);
  if (topic === 'holders') return accepted.accounts.has(subject);
  return topic === 'operations.performed';
}

async function unexplainedPostings(accepted: AcceptedRequests): Promise<string[]> {
  const wrong: string[] = [];
  const seen = new Set<string>();
  for (const account of accepted.accounts) {
    const isOurs = accepted.opened.has(account);
    for (const { id, kind, chargeId } of await postingsOf(account)) {
      seen.add(id);
      const isAccepted =
        kind === 'deposit'
          ? accepted.deposits.has(id)
          : kind === 'debt-recovery'
            ? accepted.recoveries.has(id)
            : accepted.charges.has(chargeId ?? '');
      if (!isAccepted && isOurs) wrong.push(`posting ${id}: it was never accepted`);
    }
  }
  for (const id of [...accepted.deposits, ...accepted.recoveries])
    if (!seen.has(id)) wrong.push(`posting ${id} is gone`);
  return wrong;
}
