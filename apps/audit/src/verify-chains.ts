import type { KeyObject } from 'node:crypto';
import { inTransaction } from '@peaje/chassis';
import type { ChainBreak, ChainVerification, Verification } from '@peaje/contracts';
import { Refusal } from '@peaje/kernel';
import type { PartitionOffset, SqlSession } from '@peaje/messaging';
import type pg from 'pg';
import { countEntries, readChain, readHeads } from './audit.sql.js';
import { breakAt, placeAfter } from './chain-break.js';
import { walkChain, type Walk } from './chain-walk.js';
import { CheckpointCheck, type Findings } from './checkpoint-check.js';
import { GIVE_UP_AFTER_MS, type CheckpointLog } from './checkpoint-log.js';

/**
 * Recomputes chains from their first entry and holds the signed checkpoints against them. What is appended
 * meanwhile is left out: where the checkpoints end is asked first, then all is read in one snapshot.
 */
export class VerifyChains {
  constructor(
    private readonly pool: pg.Pool,
    private readonly checkpoints: CheckpointLog,
    private readonly trust: { readonly publicKey: KeyObject | undefined },
  ) {}

  /** @throws Refusal when there is no such chain, or the checkpoints cannot be read. */
  async execute(only?: string): Promise<Verification> {
    const { publicKey } = this.trust;
    const ends = publicKey ? await this.checkpoints.ends() : [];
    return inTransaction(this.pool, async (session) => {
      await session.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
      // Idle while Kafka is read; it holds no row that anybody waits for.
      await session.query(`SET LOCAL idle_in_transaction_session_timeout = '${2 * GIVE_UP_AFTER_MS}'`);
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
    await this.checkpoints.readTo(ends, (published) => check.look(published));
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
    throw new Refusal('not-found', { field: 'chain', detail: 'no such chain; GET /v1/chains lists them' });
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
  seq: Number(seq),
  offset: offset.toString(),
  hash: hash.toString('hex'),
});

/** A chain that broke by itself is named before a checkpoint that only cannot be trusted. */
function earliest(ofChain: ChainBreak | null, ofCheckpoints: ChainBreak | null): ChainBreak | null {
  if (!ofChain || !ofCheckpoints) return ofChain ?? ofCheckpoints;
  return ofCheckpoints.kind !== 'bad-signature' && ofCheckpoints.seq < ofChain.seq ? ofCheckpoints : ofChain;
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
      `its hash is not the one signed at ${mismatch.signedAt}: the chain was rewritten between entry ` +
      `${confirmedSeq + 1} and this one`;
    return breakAt(chain, entry, 'checkpoint-mismatch', detail);
  }
  const detail =
    `a checkpoint signed at ${mismatch.signedAt} vouches for ${mismatch.seq} entries, but they end at ${head.seq}: ` +
    'the tail was cut, or the record is being rebuilt and has not come this far';
  return { ...placeAfter(chain, head), kind: 'checkpoint-mismatch', detail };
}
