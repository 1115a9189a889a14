import type { KeyObject } from 'node:crypto';
import { inTransaction } from '@peaje/chassis';
import type { ChainBreak, ChainVerification, Verification } from '@peaje/contracts';
import { exactInt, Refusal } from '@peaje/kernel';
import type { PartitionOffset, SqlSession } from '@peaje/messaging';
import type pg from 'pg';
import { countEntries, readChain, readHeads } from './audit.sql.js';
import { breakAt, positionAfter } from './chain-break.js';
import { walkChain, type Walk } from './chain-walk.js';
import { CheckpointCheck, type Findings } from './checkpoint-check.js';
import { NO_BATCH_AFTER_MS, type CheckpointLog } from './checkpoint-log.js';

/**
 * Recomputes chains from their first entry and compares them with the signed checkpoints. It asks for the end of the
 * checkpoint topic first, and then reads the database in one snapshot: entries appended meanwhile are left out.
 */
export class VerifyChains {
  constructor(
    private readonly pool: pg.Pool,
    private readonly checkpoints: CheckpointLog,
    private readonly trust: { readonly publicKey: KeyObject | undefined },
  ) {}

  /** @throws Refusal for an unknown chain, and when Kafka does not deliver the checkpoints. */
  async execute(only?: string): Promise<Verification> {
    const { publicKey } = this.trust;
    const ends = publicKey ? await this.checkpoints.ends() : [];
    return inTransaction(this.pool, async (session) => {
      await session.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
      // The transaction is idle while Kafka delivers checkpoints. It locks no row.
      await session.query(`SET LOCAL idle_in_transaction_session_timeout = '${2 * NO_BATCH_AFTER_MS}'`);
      const check = publicKey && (await this.checkCheckpoints(session, publicKey, ends, only));
      return verify(session, check, only);
    });
  }

  private async checkCheckpoints(
    session: SqlSession,
    publicKey: KeyObject,
    ends: readonly PartitionOffset[],
    only: string | undefined,
  ): Promise<CheckpointCheck> {
    const check = new CheckpointCheck(session, publicKey, only);
    await this.checkpoints.readTo(ends, (published) => check.check(published));
    return check;
  }
}

async function verify(
  session: SqlSession,
  check: CheckpointCheck | undefined,
  only: string | undefined,
): Promise<Verification> {
  const heads = await readHeads(session);
  const counts = await countEntries(session);
  const known = new Set([...heads.keys(), ...counts.keys(), ...(check?.chains ?? [])]);
  if (only !== undefined && !known.has(only)) {
    throw new Refusal('not-found', {
      field: 'chain',
      detail: 'this chain does not exist: GET /v1/chains lists all chains',
    });
  }
  const chains: ChainVerification[] = [];
  for (const chain of only === undefined ? [...known].sort() : [only]) {
    const walk = await walkChain(session, chain, heads.get(chain));
    const findings = check?.of(chain);
    const firstBreak = earliest(walk.firstBreak, await checkpointBreak(session, chain, walk, findings));
    chains.push({
      chain,
      entries: counts.get(chain) ?? 0,
      ok: firstBreak === null,
      head: headView(walk),
      firstBreak,
      checkpoints: { checked: findings?.checked ?? 0, invalid: findings?.invalid ?? 0 },
    });
  }
  return { ok: chains.every(({ ok }) => ok), chains };
}

const headView = ({ head: { seq, offset, hash } }: Walk): ChainVerification['head'] => ({
  seq: exactInt(seq),
  offset: offset.toString(),
  hash: hash.toString('hex'),
});

/** A break of the chain itself is named before a checkpoint with a bad signature. */
function earliest(ofChain: ChainBreak | null, ofCheckpoints: ChainBreak | null): ChainBreak | null {
  if (!ofChain || !ofCheckpoints) return ofChain ?? ofCheckpoints;
  return ofCheckpoints.kind !== 'bad-signature' && BigInt(ofCheckpoints.seq) < BigInt(ofChain.seq)
    ? ofCheckpoints
    : ofChain;
}

async function checkpointBreak(
  session: SqlSession,
  chain: string,
  { head }: Walk,
  findings: Findings | undefined,
): Promise<ChainBreak | null> {
  if (!findings?.mismatch) return findings?.badSignature ?? null;
  const { mismatch, confirmedSeq } = findings;
  const [entry] = await readChain(session, { chain, afterSeq: BigInt(mismatch.seq) - 1n, limit: 1 });
  if (entry?.seq === BigInt(mismatch.seq)) {
    const detail =
      `its hash differs from the one signed at ${mismatch.signedAt}: the chain was rewritten between entry ` +
      `${confirmedSeq + 1} and this one`;
    return breakAt(chain, entry, 'checkpoint-mismatch', detail);
  }
  const detail =
    `the checkpoint signed at ${mismatch.signedAt} counts ${mismatch.seq} entries, but the last one is ${head.seq}: ` +
    'entries at the end were deleted, or the record is being rebuilt and has not come this far';
  return { ...positionAfter(chain, head), kind: 'checkpoint-mismatch', detail };
}
