import { randomUUID } from 'node:crypto';
import { accountView, type PostingView, postingView } from '@peaje/contracts';
import { eur } from './cards.js';
import { ask, read, readAll } from './http-client.js';

/** What an account or a merchant holds; a merchant that never sold anything has no account yet. */
export async function balanceOf(accountId: string): Promise<bigint> {
  const answer = await ask('debit', 'GET', `/v1/accounts/${accountId}`);
  if (answer.status === 404) return 0n;
  return BigInt(accountView.parse(answer.json).balance.value);
}

export async function phoneOf(accountId: string): Promise<string> {
  const { holder } = accountView.parse(await read('debit', `/v1/accounts/${accountId}`));
  if (!holder) throw new Error(`${accountId} has no holder`);
  return holder.phone;
}

export async function postingsOf(accountId: string): Promise<PostingView[]> {
  const items = await readAll('debit', `/v1/accounts/${accountId}/postings?limit=200`);
  return items.map((item) => postingView.parse(item));
}

export const postingsFor = async (accountId: string, chargeId: string): Promise<PostingView[]> =>
  (await postingsOf(accountId)).filter((posting) => posting.chargeId === chargeId);

/** A new holder with a debit card and this much money: for tests that leave a holder unlike the seeded ones. */
export async function openAccountWithCard(
  depositMinor: bigint,
): Promise<{ token: string; accountId: string }> {
  const name = randomUUID().replaceAll('-', '');
  const accountId = `acc_${name}`;
  const token = `card_${name}`;
  const holder = { name: 'Ada Ruiz', phone: '+34611000000', language: 'en' };
  await created('/v1/accounts', { id: accountId, holder });
  if (depositMinor > 0n) await created(`/v1/accounts/${accountId}/deposits`, { amount: eur(depositMinor) });
  await created('/v1/cards', { token, accountId, product: 'debit', last4: '7777', expires: '2040-12' });
  return { token, accountId };
}

async function created(path: string, body: unknown): Promise<void> {
  const answer = await ask('debit', 'POST', path, { headers: { 'idempotency-key': randomUUID() }, body });
  if (answer.status >= 300) throw new Error(`POST ${path}: ${answer.status} ${answer.text}`);
}
