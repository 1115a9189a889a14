import type { AuditCheckpoint, ChainBreak, CheckpointWarning } from '@peaje/contracts';
import type { SqlSession } from '@peaje/messaging';
import { readHashes } from './chain.sql.js';
import type { PublishedCheckpoint } from './checkpoint-log.js';
import { CheckpointSequence, type Placed, type Start } from './checkpoint-sequence.js';
import { isNumbered, type UnsignedCheckpoint } from './checkpoint.js';
import type { KeyRing, Trust } from './key-ring.js';

const MOST_WARNINGS = 100;

/** The result for the checkpoints of one chain. */
export interface Findings {
  checked: number;
  invalid: number;
  /** The highest entry that a checkpoint before the first mismatch confirmed. */
  confirmedSeq: number;
  /** The signed checkpoint with the lowest entry that has another hash, or that is missing. */
  mismatch: UnsignedCheckpoint | null;
  readonly sequence: CheckpointSequence;
}

const noFindings = (start?: Start): Findings => ({
  checked: 0,
  invalid: 0,
  confirmedSeq: 0,
  mismatch: null,
  sequence: new CheckpointSequence(start),
});

/** What is checked: all, or the checkpoints of one chain. */
export interface Scope {
  readonly only?: string | undefined;
  /** The checkpoint of that chain at which the reading begins. */
  readonly since?: Start | undefined;
  /** The chains of the record. A record of none of them is named by every check, because no other asks for it. */
  readonly known: { has(chain: string): boolean };
}

/**
 * Compares checkpoints with the stored hashes, a batch at a time. A record without a trusted signature proves nothing,
 * in either direction: it becomes a warning, and the number that it may have replaced is missed by the sequence.
 */
export class CheckpointCheck {
  readonly warnings: CheckpointWarning[] = [];
  private readonly byChain = new Map<string, Findings>();

  constructor(
    private readonly session: SqlSession,
    private readonly keys: KeyRing,
    private readonly scope: Scope,
  ) {}

  /** The chains with a trusted checkpoint. */
  get chains(): string[] {
    return [...this.byChain]
      .filter(([, { checked, invalid, mismatch }]) => checked > invalid || mismatch)
      .map(([chain]) => chain);
  }

  of(chain: string): Findings {
    return this.byChain.get(chain) ?? noFindings(this.startOf(chain));
  }

  async check(published: readonly PublishedCheckpoint[]): Promise<void> {
    const trusted: AuditCheckpoint[] = [];
    for (const one of published) {
      const chain = one.checkpoint?.chain ?? one.key ?? '';
      if (this.isOfAnother(chain)) continue;
      this.findings(chain).checked++;
      const { checkpoint } = one;
      const trust = checkpoint ? this.keys.trustIn(checkpoint) : 'not-a-checkpoint';
      if (checkpoint && trust === 'trusted') {
        trusted.push(checkpoint);
        this.number({ ...one, checkpoint });
      } else {
        this.findings(chain).invalid++;
        this.warn(one, trust as Exclude<typeof trust, 'trusted'>);
      }
    }
    const hashes = await readHashes(this.session, trusted);
    for (const checkpoint of trusted)
      this.compare(checkpoint, hashes.get(`${checkpoint.chain} ${checkpoint.seq}`));
  }

  private number(placed: Placed): void {
    const { checkpoint } = placed;
    if (this.findings(checkpoint.chain).sequence.add(placed) === 'two-heads')
      this.warn({ ...placed, key: checkpoint.chain }, 'number-twice');
  }

  private compare(checkpoint: AuditCheckpoint, stored: Buffer | undefined): void {
    const findings = this.findings(checkpoint.chain);
    const { mismatch } = findings;
    if (stored?.toString('hex') === checkpoint.hash) {
      if (!mismatch) findings.confirmedSeq = Math.max(findings.confirmedSeq, checkpoint.seq);
      return;
    }
    findings.invalid++;
    if (!mismatch || checkpoint.seq < mismatch.seq) findings.mismatch = checkpoint;
  }

  private warn(
    { topic, partition, offset, key, checkpoint }: PublishedCheckpoint,
    kind: CheckpointWarning['kind'],
  ): void {
    if (this.warnings.length >= MOST_WARNINGS) return;
    const chain = checkpoint?.chain ?? key;
    const number = checkpoint && isNumbered(checkpoint) ? ` ${checkpoint.number}` : '';
    const detail = `checkpoint${number}: ${MEANING[kind]}`;
    this.warnings.push({ kind, chain, topic, partition, offset: offset.toString(), detail });
  }

  private startOf(chain: string): Start | undefined {
    return chain === this.scope.only ? this.scope.since : undefined;
  }

  private isOfAnother(chain: string): boolean {
    const { only, known } = this.scope;
    return only !== undefined && chain !== only && known.has(chain);
  }

  private findings(chain: string): Findings {
    const findings = this.byChain.get(chain) ?? noFindings(this.startOf(chain));
    this.byChain.set(chain, findings);
    return findings;
  }
}

const MEANING = {
  'not-a-checkpoint': 'this record of the checkpoint topic is not a checkpoint',
  'unknown-key': 'it names a key that is not in the list of public keys',
  'expired-key': 'its key was not valid when it says that it was signed',
  'bad-signature': 'it was signed with another key, or changed after it was signed',
  'number-twice': 'its number is there already, with another head: two instances signed at once',
} as const satisfies Record<Exclude<Trust, 'trusted'> | 'not-a-checkpoint' | 'number-twice', string>;

/** A number that is missing from the topic, or that another checkpoint than its successor names has taken. */
export function gapBreak({ sequence }: Findings): ChainBreak | null {
  const { gap } = sequence;
  if (!gap) return null;
  const { checkpoint, topic, partition, offset } = gap.next;
  const detail =
    gap.problem === 'missing'
      ? `checkpoint ${gap.number} is missing, ${checkpoint.number} is there: checkpoints were deleted or changed`
      : `checkpoint ${checkpoint.number} follows another checkpoint ${gap.number} than the one that is there`;
  const position = { seq: checkpoint.seq, topic, partition, offset: offset.toString() };
  return { ...position, kind: 'checkpoint-gap', detail };
}
