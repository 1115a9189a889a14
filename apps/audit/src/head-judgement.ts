import { EMPTY_CHAIN, type Head } from '@peaje/contracts';
import type { SqlSession } from '@peaje/messaging';
import { walkChain } from './chain-walk.js';
import { readEntry } from './chain.sql.js';
import type { Newest } from './published-checkpoints.js';

export type Judgement =
  { readonly verdict: 'extends' } | { readonly verdict: 'behind' | 'differs'; readonly detail: string };

/**
 * Recomputes the chain from the last published checkpoint to its head. Only a head that extends it may be signed: a
 * signature must never confirm what a writer of the database made of the chain. `intact` is a later head that this
 * process has found to extend it before: as long as the chain still has it, no entry is hashed twice.
 */
export async function judgeHead(
  session: SqlSession,
  chain: string,
  head: Head,
  newest: Newest,
  intact: Head | undefined,
): Promise<Judgement> {
  const last = newest.number > 0 ? `checkpoint ${newest.number}` : 'the last checkpoint';
  if (head.seq < newest.seq) {
    const detail = `the chain is at entry ${head.seq}, but ${last} counts ${newest.seq}`;
    return { verdict: 'behind', detail };
  }
  const published = await headAt(session, chain, newest.seq);
  if (published === null || (newest.seq > 0n && published.hash.toString('hex') !== newest.hash))
    return { verdict: 'differs', detail: `entry ${newest.seq} has another hash than ${last} signed` };
  const isLater = intact !== undefined && intact.seq > newest.seq && intact.seq <= head.seq;
  const from = isLater && (await stillHas(session, chain, intact)) ? intact : published;
  const { firstBreak } = await walkChain(session, chain, head, { from });
  return firstBreak
    ? { verdict: 'differs', detail: `entry ${firstBreak.seq} (${firstBreak.kind}): ${firstBreak.detail}` }
    : { verdict: 'extends' };
}

/** The head that the chain had at one of its entries. */
export async function headAt(session: SqlSession, chain: string, seq: bigint): Promise<Head | null> {
  if (seq === 0n) return EMPTY_CHAIN;
  const entry = await readEntry(session, chain, seq);
  return entry ? { seq, offset: entry.record.offset, hash: entry.hash } : null;
}

const stillHas = async (session: SqlSession, chain: string, { seq, hash }: Head): Promise<boolean> =>
  (await headAt(session, chain, seq))?.hash.equals(hash) ?? false;
