import {
  auditCheckpoints,
  EMPTY_CHAIN,
  type ChainBreak,
  type ChainVerification,
  type Head,
  type Verification,
  type VerificationBody,
  type VerifiedCheckpoint,
} from '@peaje/contracts';
import { exactInt, Refusal, type Clock } from '@peaje/kernel';
import { partitionFor } from '@peaje/messaging';
import type pg from 'pg';
import { anchorBreak } from './anchor-break.js';
import type { AppendLoad } from './append-load.js';
import type { ChainSightings } from './chain-sightings.js';
import { cursorOf, walkChain, type Walk } from './chain-walk.js';
import { countAfter, readChains, readEntry } from './chain.sql.js';
import { checkpointBreak } from './checkpoint-break.js';
import { CheckpointCheck } from './checkpoint-check.js';
import type { CheckpointLog } from './checkpoint-log.js';
import { headAt } from './head-judgement.js';
import type { KeyRing } from './key-ring.js';
import type { Newest } from './published-checkpoints.js';

/** Twice the time in which a new chain has its first checkpoint. */
const FIRST_CHECKPOINT_AFTER_MS = 10_000;

/** A connection that is silent for five minutes is closed: in time, a verification stops giving way to appends. */
const GIVES_WAY_FOR_MS = 120_000;

export interface VerifyDeps {
  /** Without a key, a verification reads no checkpoints. */
  readonly keys: KeyRing;
  readonly checkpoints: CheckpointLog;
  /** The newest checkpoints that this process knows of. */
  readonly published: { snapshot(): ReadonlyMap<string, Newest> };
  readonly sightings: ChainSightings;
  readonly load: AppendLoad;
  readonly clock: Clock;
  /** The interval of checkpoints. */
  readonly everyMs: number;
  /** Of the checkpoint topic. */
  readonly partitions: number;
}

type VerificationRequest = NonNullable<VerificationBody>;

/** What a verification knows before it reads the chains. */
interface Setting {
  readonly request: VerificationRequest;
  readonly heads: ReadonlyMap<string, Head | undefined>;
  readonly check: CheckpointCheck;
  readonly newest: ReadonlyMap<string, Newest>;
  readonly startedMs: number;
}

/**
 * Recomputes chains, from their first entry or from a checkpoint that was verified before, and compares them with the
 * signed checkpoints. It asks for the end of the checkpoint topic first and for the heads of the chains next, and reads
 * up to there, page by page: no transaction stays open, and entries appended meanwhile are left out.
 */
export class VerifyChains {
  constructor(
    private readonly pool: pg.Pool,
    private readonly deps: VerifyDeps,
  ) {}

  /** @throws Refusal for an unknown chain, and when Kafka does not deliver the checkpoints. */
  async execute(request: VerificationRequest = {}): Promise<Verification> {
    const { keys, checkpoints, published, sightings } = this.deps;
    const { chain: only, since, anchors = [] } = request;
    const startedMs = performance.now();
    keys.reload();
    const newest = published.snapshot();
    const ends = keys.isEmpty ? [] : await checkpoints.ends();
    const heads = await readChains(this.pool);
    sightings.note([...heads].filter(([, head]) => head).map(([name]) => name));
    const known = new Set([...heads.keys(), ...newest.keys(), ...anchors.map(({ chain }) => chain)]);
    if (since) known.add(since.chain);
    const check = new CheckpointCheck(this.pool, keys, { only, since, known });
    if (!keys.isEmpty) await checkpoints.readTo(ends, (batch) => check.check(batch), since);
    for (const chain of check.chains) known.add(chain);
    if (only !== undefined && !known.has(only)) {
      throw new Refusal('not-found', {
        field: 'chain',
        detail: 'this chain does not exist: GET /v1/chains lists all chains',
      });
    }
    const chains: ChainVerification[] = [];
    for (const chain of only === undefined ? [...known].sort() : [only])
      chains.push(await this.verify(chain, { request, heads, check, newest, startedMs }));
    return { ok: chains.every(({ ok }) => ok), chains, warnings: check.warnings };
  }

  private async verify(
    chain: string,
    { request, heads, check, newest, startedMs }: Setting,
  ): Promise<ChainVerification> {
    const { since, anchors = [] } = request;
    const { load, keys } = this.deps;
    const from = await this.startOf(chain, since);
    const walk = await walkChain(this.pool, chain, heads.get(chain), {
      from,
      piece: (work) => (performance.now() - startedMs < GIVES_WAY_FOR_MS ? load.piece(work) : work()),
    });
    const findings = check.of(chain);
    const { number } = findings.sequence;
    const isOld = await this.isOld(chain);
    const testimony = { findings, newest: newest.get(chain), since, isOld };
    const firstBreak = earliest([
      walk.firstBreak,
      await checkpointBreak(this.pool, chain, walk.head, testimony),
      await anchorBreak(
        this.pool,
        chain,
        walk.head,
        since ? [...anchors, since] : anchors,
        keys.isEmpty ? null : number,
      ),
    ]);
    const { checked, invalid, confirmedSeq } = findings;
    return {
      chain,
      entries: await this.entriesOf(chain, walk),
      ok: firstBreak === null,
      head: headView(walk.head),
      firstBreak,
      since: exactInt(from.seq),
      verified: firstBreak === null ? this.lastVerified(chain, check) : null,
      checkpoints: { checked, invalid, number, vouchedSeq: confirmedSeq },
    };
  }

  /** A chain that has lost its verified entry is read from its beginning, so that the break is named where it is. */
  private async startOf(chain: string, since: VerifiedCheckpoint | undefined): Promise<Head> {
    if (!since) return EMPTY_CHAIN;
    const head = await headAt(this.pool, chain, BigInt(since.seq));
    return head?.hash.toString('hex') === since.hash ? head : EMPTY_CHAIN;
  }

  private async entriesOf(chain: string, { head, firstBreak }: Walk): Promise<number> {
    const intact = Number(head.seq);
    return firstBreak ? intact + (await countAfter(this.pool, chain, cursorOf(head))) : intact;
  }

  /** Copies of a checkpoint may be anywhere. Only at its own place does its successor come after it. */
  private lastVerified(chain: string, check: CheckpointCheck): VerifiedCheckpoint | null {
    const home = partitionFor(auditCheckpoints.name, chain, this.deps.partitions);
    const place = check.of(chain).sequence.lastIn(home);
    if (!place) return null;
    const { checkpoint, partition, offset } = place;
    const { number, seq, hash } = checkpoint;
    return { chain, number, seq, hash, partition, offset: Number(offset) };
  }

  /**
   * True when the chain must have a checkpoint. The time of its first record alone does not say so: its sender chose
   * it, and audit may have been down when the record was written.
   */
  private async isOld(chain: string): Promise<boolean> {
    const { keys, sightings, clock, everyMs } = this.deps;
    if (keys.isEmpty) return false;
    const knownForMs = sightings.knownForMs(chain);
    if (knownForMs < FIRST_CHECKPOINT_AFTER_MS) return false;
    if (knownForMs >= 2 * everyMs) return true;
    const first = await readEntry(this.pool, chain, 1n);
    return first !== undefined && clock.now().getTime() - Number(first.record.timestampMs) >= 2 * everyMs;
  }
}

const headView = ({ seq, offset, hash }: Head): ChainVerification['head'] => ({
  seq: exactInt(seq),
  offset: offset.toString(),
  hash: hash.toString('hex'),
});

/** Of a break of the chain itself, of its checkpoints and of its anchors, the first; a later one only for an earlier entry. */
function earliest(breaks: readonly (ChainBreak | null)[]): ChainBreak | null {
  const found = breaks.filter((one) => one !== null);
  return found.reduce<ChainBreak | null>(
    (first, one) =>
      first === null || (one.kind.endsWith('-mismatch') && BigInt(one.seq) < BigInt(first.seq)) ? one : first,
    null,
  );
}
