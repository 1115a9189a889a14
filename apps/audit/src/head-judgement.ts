import { EMPTY_CHAIN, type Head } from '@peaje/contracts';
import type { SqlSession } from '@peaje/messaging';
import { readChain } from './audit.sql.js';
import { walkChain } from './chain-walk.js';
import type { Newest } from './published-checkpoints.js';

export type Judgement =
  { readonly verdict: 'extends' } | { readonly verdict: 'behind' | 'differs'; readonly detail: string };

/**
 * Recomputes the chain from the last published checkpoint to its head. Only a head that extends it may be signed: a
 * signature must never confirm what a writer of the database made of the chain.
 */
export async function judgeHead(
  session: SqlSession,
  chain: string,
  head: Head,
  newest: Newest,
): Promise<Judgement> {
  const last = newest.number > 0 ? `checkpoint ${newest.number}` : 'the last checkpoint';
  if (head.seq < newest.seq) {
    const detail = `the chain is at entry ${head.seq}, but ${last} counts ${newest.seq}`;
    return { verdict: 'behind', detail };
  }
  const from = await headAt(session, chain, newest.seq);
  if (from === null || (newest.seq > 0n && from.hash.toString('hex') !== newest.hash))
    return { verdict: 'differs', detail: `entry ${newest.seq} has another hash than ${last} signed` };
  const { firstBreak } = await walkChain(session, chain, head, from);
  return firstBreak
    ? { verdict: 'differs', detail: `entry ${firstBreak.seq} (${firstBreak.kind}): ${firstBreak.detail}` }
    : { verdict: 'extends' };
}

async function headAt(session: SqlSession, chain: string, seq: bigint): Promise<Head | null> {
  if (seq === 0n) return EMPTY_CHAIN;
  const [entry] = await readChain(session, { chain, afterSeq: seq - 1n, limit: 1 });
  return entry?.seq === seq ? { seq, offset: entry.record.offset, hash: entry.hash } : null;
}
