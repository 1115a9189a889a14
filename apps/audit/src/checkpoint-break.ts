import type { ChainBreak, Head } from '@peaje/contracts';
import { EMPTY_CHAIN } from '@peaje/contracts';
import type { SqlSession } from '@peaje/messaging';
import { breakAt, positionAfter } from './chain-break.js';
import { readEntry } from './chain.sql.js';
import { gapBreak, type Findings } from './checkpoint-check.js';
import type { Newest } from './published-checkpoints.js';

/** What the checkpoints of a chain say against it. */
export interface Testimony {
  readonly findings: Findings;
  /** The newest checkpoint that this process knows of, however the topic is now. */
  readonly newest: Newest | undefined;
  /** The checkpoint that the verification begins with. */
  readonly since?: { readonly number: number } | undefined;
  /** The chain has been there for long enough to have a checkpoint. */
  readonly isOld: boolean;
}

/** The first break of a chain by its checkpoints: another hash, a missing number, or no number at all. */
export async function checkpointBreak(
  session: SqlSession,
  chain: string,
  head: Head,
  { findings, newest, since, isOld }: Testimony,
): Promise<ChainBreak | null> {
  if (findings.mismatch) return mismatchBreak(session, chain, head, findings);
  const gap = gapBreak(findings);
  if (gap) return gap;
  const { number } = findings.sequence;
  if (since && number < since.number) {
    const detail = `checkpoint ${since.number}, verified before, is not at its place in the topic any more; --full reads all`;
    return { ...positionAfter(chain, head), kind: 'checkpoint-gap', detail };
  }
  if (newest && newest.number > number) {
    const detail = `the topic ends at checkpoint ${number}, but ${newest.number} was published: checkpoints were deleted`;
    return { ...positionAfter(chain, head), kind: 'checkpoint-gap', detail };
  }
  if (number > 0 || !isOld || head.seq === 0n) return null;
  const detail =
    'this chain has no numbered checkpoint: they were deleted, or audit cannot publish any (/health/checkpoints)';
  return { ...positionAfter(chain, EMPTY_CHAIN), kind: 'no-checkpoints', detail };
}

async function mismatchBreak(
  session: SqlSession,
  chain: string,
  head: Head,
  { mismatch, confirmedSeq }: Findings,
): Promise<ChainBreak> {
  const { seq, signedAt } = mismatch!;
  const entry = await readEntry(session, chain, BigInt(seq));
  if (entry) {
    const detail =
      `its hash differs from the one signed at ${signedAt}: the chain was rewritten between entry ` +
      `${confirmedSeq + 1} and this one`;
    return breakAt(chain, entry, 'checkpoint-mismatch', detail);
  }
  const detail =
    `the checkpoint signed at ${signedAt} counts ${seq} entries, but the last one is ${head.seq}: ` +
    'entries at the end were deleted, or the record is being rebuilt and has not come this far';
  return { ...positionAfter(chain, head), kind: 'checkpoint-mismatch', detail };
}
