import type { AnchoredHead, ChainBreak, Head } from '@peaje/contracts';
import type { SqlSession } from '@peaje/messaging';
import { breakAt, positionAfter } from './chain-break.js';
import { readEntry, readHashes } from './chain.sql.js';

/**
 * The first head, kept outside audit, that the chain does not extend: it is shorter, or has another hash there. A head
 * kept outside also says how many checkpoints there were. `lastNumber` is null when none were read.
 */
export async function anchorBreak(
  session: SqlSession,
  chain: string,
  head: Head,
  anchors: readonly AnchoredHead[],
  lastNumber: number | null,
): Promise<ChainBreak | null> {
  const bySeq = anchors.filter((anchor) => anchor.chain === chain).sort((a, b) => a.seq - b.seq);
  const hashes = await readHashes(session, bySeq);
  const unlike = bySeq.find(({ seq, hash }) => hashes.get(`${chain} ${seq}`)?.toString('hex') !== hash);
  if (unlike) return mismatchBreak(session, chain, head, unlike);
  const number = Math.max(0, ...bySeq.map((anchor) => anchor.number));
  if (lastNumber === null || number <= lastNumber) return null;
  const detail = `checkpoint ${number} was kept elsewhere, but the topic ends at ${lastNumber}: checkpoints were deleted`;
  return { ...positionAfter(chain, head), kind: 'checkpoint-gap', detail };
}

async function mismatchBreak(
  session: SqlSession,
  chain: string,
  head: Head,
  { seq, number }: AnchoredHead,
): Promise<ChainBreak> {
  const kind = 'anchor-mismatch';
  const entry = await readEntry(session, chain, BigInt(seq));
  if (entry) {
    const detail = `its hash differs from that of checkpoint ${number}, which was kept elsewhere: the chain was rewritten`;
    return breakAt(chain, entry, kind, detail);
  }
  const detail =
    `checkpoint ${number}, which was kept elsewhere, counts ${seq} entries, but the chain ends at ${head.seq}: ` +
    'entries at the end were deleted, or the record is being rebuilt and has not come this far';
  return { ...positionAfter(chain, head), kind, detail };
}
