import { inTransaction } from '@peaje/chassis';
import type { ChainBreak, ChainVerification, Head, Verification } from '@peaje/contracts';
import { exactInt, Refusal, type Clock } from '@peaje/kernel';
import type { SqlSession } from '@peaje/messaging';
import type pg from 'pg';
import { countEntries, readChain, readHeads } from './audit.sql.js';
import type { ChainSightings } from './chain-sightings.js';
import { walkChain, type Walk } from './chain-walk.js';
import { checkpointBreak } from './checkpoint-break.js';
import { CheckpointCheck } from './checkpoint-check.js';
import { NO_BATCH_AFTER_MS, type CheckpointLog } from './checkpoint-log.js';
import type { KeyRing } from './key-ring.js';
import type { Newest } from './published-checkpoints.js';

/** Twice the time in which a new chain has its first checkpoint. */
const FIRST_CHECKPOINT_AFTER_MS = 10_000;

export interface VerifyDeps {
  /** Without a key, a verification reads no checkpoints. */
  readonly keys: KeyRing;
  readonly checkpoints: CheckpointLog;
  /** The newest checkpoints that this process knows of. */
  readonly published: { snapshot(): ReadonlyMap<string, Newest> };
  readonly sightings: ChainSightings;
  readonly clock: Clock;
  /** The interval of checkpoints. */
  readonly everyMs: number;
}

/**
 * Recomputes chains from their first entry and compares them with the signed checkpoints. It asks for the end of the
 * checkpoint topic first, and then reads the database in one snapshot: entries appended meanwhile are left out.
 */
export class VerifyChains {
  constructor(
    private readonly pool: pg.Pool,
    private readonly deps: VerifyDeps,
  ) {}

  /** @throws Refusal for an unknown chain, and when Kafka does not deliver the checkpoints. */
  async execute(only?: string): Promise<Verification> {
    const { keys, checkpoints, published } = this.deps;
    keys.reload();
    const newest = published.snapshot();
    const ends = keys.isEmpty ? [] : await checkpoints.ends();
    return inTransaction(this.pool, async (session) => {
      await session.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
      // The transaction is idle while Kafka delivers checkpoints. It locks no row.
      await session.query(`SET LOCAL idle_in_transaction_session_timeout = '${2 * NO_BATCH_AFTER_MS}'`);
      const check = new CheckpointCheck(session, keys, only);
      if (!keys.isEmpty) await checkpoints.readTo(ends, (batch) => check.check(batch));
      return this.verify(session, check, newest, only);
    });
  }

  private async verify(
    session: SqlSession,
    check: CheckpointCheck,
    newest: ReadonlyMap<string, Newest>,
    only: string | undefined,
  ): Promise<Verification> {
    const heads = await readHeads(session);
    const counts = await countEntries(session);
    this.deps.sightings.note(heads.keys());
    const known = new Set([...heads.keys(), ...counts.keys(), ...check.chains, ...newest.keys()]);
    if (only !== undefined && !known.has(only)) {
      throw new Refusal('not-found', {
        field: 'chain',
        detail: 'this chain does not exist: GET /v1/chains lists all chains',
      });
    }
    const chains: ChainVerification[] = [];
    for (const chain of only === undefined ? [...known].sort() : [only]) {
      const walk = await walkChain(session, chain, heads.get(chain));
      const findings = check.of(chain);
      const isOld = await this.isOld(session, chain);
      const testimony = { findings, newest: newest.get(chain), isOld };
      const ofCheckpoints = await checkpointBreak(session, chain, walk.head, testimony);
      const firstBreak = earliest(walk.firstBreak, ofCheckpoints);
      chains.push({
        chain,
        entries: counts.get(chain) ?? 0,
        ok: firstBreak === null,
        head: headView(walk.head),
        firstBreak,
        checkpoints: {
          checked: findings.checked,
          invalid: findings.invalid,
          number: findings.sequence.number,
          vouchedSeq: findings.confirmedSeq,
        },
      });
    }
    return { ok: chains.every(({ ok }) => ok), chains, warnings: check.warnings };
  }

  /**
   * True when the chain must have a checkpoint. The time of its first record alone does not say so: its sender chose
   * it, and audit may have been down when the record was written.
   */
  private async isOld(session: SqlSession, chain: string): Promise<boolean> {
    const { keys, sightings, clock, everyMs } = this.deps;
    if (keys.isEmpty) return false;
    const knownForMs = sightings.knownForMs(chain);
    if (knownForMs < FIRST_CHECKPOINT_AFTER_MS) return false;
    if (knownForMs >= 2 * everyMs) return true;
    const [first] = await readChain(session, { chain, afterSeq: 0n, limit: 1 });
    return first !== undefined && clock.now().getTime() - Number(first.record.timestampMs) >= 2 * everyMs;
  }
}

const headView = ({ seq, offset, hash }: Head): ChainVerification['head'] => ({
  seq: exactInt(seq),
  offset: offset.toString(),
  hash: hash.toString('hex'),
});

/** A break of the chain itself is named before one that only its checkpoints show, unless that comes earlier. */
function earliest(ofChain: Walk['firstBreak'], ofCheckpoints: ChainBreak | null): ChainBreak | null {
  if (!ofChain || !ofCheckpoints) return ofChain ?? ofCheckpoints;
  return ofCheckpoints.kind === 'checkpoint-mismatch' && BigInt(ofCheckpoints.seq) < BigInt(ofChain.seq)
    ? ofCheckpoints
    : ofChain;
}
