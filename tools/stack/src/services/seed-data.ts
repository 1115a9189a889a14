import { setTimeout as sleep } from 'node:timers/promises';

import { StackError } from '../stack-error.js';
import { DEMO_KEYS } from './service-env.js';
import { crowd, namedHolders, type SeedHolder } from './seed-list.js';

const AT_ONCE = 64;
const TRIES = 20;
const PAUSE_MS = 250;

/** `named`: the five holders of documentation and tests. `all`: 500 more, which takes some seconds. */
export type SeedExtent = 'named' | 'all';

/**
 * Creates holders, accounts and cards through debit's HTTP API. Every id and key is fixed, so a repetition changes
 * nothing. Returns the number of holders that it asked for.
 * @throws StackError `seed-failed` with debit's answer.
 */
export async function seedData(debitUrl: string, extent: SeedExtent): Promise<number> {
  const fromCrowd = extent === 'all' ? await seedList(debitUrl, crowd()) : 0;
  return fromCrowd + (await seedList(debitUrl, namedHolders()));
}

/** Creates the last holder of a list when all others are complete. If it exists, only this one is asked for again. */
async function seedList(debitUrl: string, holders: SeedHolder[]): Promise<number> {
  const last = holders.pop() as SeedHolder;
  const known = await call(debitUrl, 'GET', `/v1/accounts/${last.accountId}`);
  const missing = known.status === 200 ? [] : holders;
  const queue = missing.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const holder of queue) await seedHolder(debitUrl, holder);
    }),
  );
  await seedHolder(debitUrl, last);
  return missing.length + 1;
}

/**
 * Waits until pos knows the card that was created last, so that it does not refuse a user's first charge. A toll
 * passage with a prepaid card finds this out and stores nothing: pos refuses it in any case, but with another code
 * once it knows the card. Returns after ten seconds without success: pos then has a problem, but the stack runs.
 */
export async function untilCardsKnown(posUrl: string): Promise<void> {
  const passage = {
    gateId: 'seed',
    laneId: 'seed',
    card: { token: 'card_prepaid' },
    amount: { value: '1', currency: 'EUR' },
    passedAt: new Date().toISOString(),
  };
  for (let attempt = 0; attempt < 100; attempt++) {
    const headers = { 'idempotency-key': 'seed-question', authorization: `Bearer ${DEMO_KEYS.toll}` };
    const { text } = await call(posUrl, 'POST', '/v1/toll-passages', passage, headers);
    if (text.includes('prepaid-not-accepted')) return;
    await sleep(100);
  }
}

async function seedHolder(debitUrl: string, holder: SeedHolder): Promise<void> {
  const { accountId, name, phone, language, depositMinor, card } = holder;
  const { token, product, last4, expires, blocked } = card;
  await create(debitUrl, '/v1/accounts', { id: accountId, holder: { name, phone, language } });
  await create(
    debitUrl,
    `/v1/accounts/${accountId}/deposits`,
    { amount: { value: String(depositMinor), currency: 'EUR' } },
    { 'idempotency-key': `seed-${accountId}` },
  );
  await create(debitUrl, '/v1/cards', { token, accountId, product, last4, expires });
  if (blocked) await expect(debitUrl, 'PATCH', `/v1/cards/${token}`, [200, 204], { status: 'blocked' });
}

/** 409 is fine: it exists, and a change since its creation was on purpose. */
async function create(
  url: string,
  path: string,
  body: unknown,
  headers?: Record<string, string>,
): Promise<void> {
  await expect(url, 'POST', path, [200, 201, 202, 409], body, headers);
}

async function expect(
  url: string,
  method: string,
  path: string,
  statuses: number[],
  body: unknown,
  headers?: Record<string, string>,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const { status, text } = await call(url, method, path, body, headers);
    if (statuses.includes(status)) return;
    const worthAnotherTry = status === 0 || status === 429 || status >= 500;
    if (!worthAnotherTry || attempt === TRIES) {
      throw new StackError(
        'seed-failed',
        `debit refused the demo data. ${method} ${path}: ${status || 'no answer'}\n${text.slice(0, 300)}`,
        'See .peaje/logs/debit-1.log; or remove the data: npm run reset',
      );
    }
    await sleep(PAUSE_MS);
  }
}

async function call(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${DEMO_KEYS.bank}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    return { status: 0, text: (error as Error).message };
  }
}
