import { accountView, type PostingView, postingView } from '@peaje/contracts';
import { ask, read, readAll } from '../http/http-client.js';

/** The balance of an account; a merchant has no account before its first charge. */
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

/** The change that one charge made to the balance of an account. */
export const netOf = async (accountId: string, chargeId: string): Promise<bigint> =>
  (await postingsFor(accountId, chargeId)).reduce(
    (net, { from, to, amount }) =>
      net + (to === accountId ? BigInt(amount.value) : 0n) - (from === accountId ? BigInt(amount.value) : 0n),
    0n,
  );
