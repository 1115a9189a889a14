import type { KeyObject } from 'node:crypto';
import type { AuditCheckpoint, ChainBreak } from '@peaje/contracts';
import type { SqlSession } from '@peaje/messaging';
import { readHashes } from './audit.sql.js';
import type { PublishedCheckpoint } from './checkpoint-log.js';
import { isSigned, type UnsignedCheckpoint } from './checkpoint.js';

/** The result for the checkpoints of one chain. */
export interface Findings {
  checked: number;
  invalid: number;
  /** The highest entry that a checkpoint before the first mismatch confirmed. */
  confirmedSeq: number;
  /** The signed checkpoint with the lowest entry that has another hash, or that is missing. */
  mismatch: UnsignedCheckpoint | null;
  badSignature: ChainBreak | null;
}

const noFindings = (): Findings => ({
  checked: 0,
  invalid: 0,
  confirmedSeq: 0,
  mismatch: null,
  badSignature: null,
});

/** Compares checkpoints with the stored hashes, a batch at a time. Reports bad signatures, compares only good ones. */
export class CheckpointCheck {
  private readonly byChain = new Map<string, Findings>();

  constructor(
    private readonly session: SqlSession,
    private readonly publicKey: KeyObject,
    /** The only chain to check; all chains when undefined. */
    private readonly only: string | undefined,
  ) {}

  get chains(): IterableIterator<string> {
    return this.byChain.keys();
  }

  of(chain: string): Findings {
    return this.byChain.get(chain) ?? noFindings();
  }

  async check(published: readonly PublishedCheckpoint[]): Promise<void> {
    const trusted: AuditCheckpoint[] = [];
    for (const one of published) {
      const chain = one.checkpoint?.chain ?? one.key ?? '';
      if (this.only !== undefined && chain !== this.only) continue;
      this.findings(chain).checked++;
      if (one.checkpoint && isSigned(one.checkpoint, this.publicKey)) trusted.push(one.checkpoint);
      else this.addBadSignature(chain, one);
    }
    const hashes = await readHashes(this.session, trusted);
    for (const checkpoint of trusted)
      this.compare(checkpoint, hashes.get(`${checkpoint.chain} ${checkpoint.seq}`));
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

  private addBadSignature(
    chain: string,
    { topic, partition, offset, checkpoint }: PublishedCheckpoint,
  ): void {
    const findings = this.findings(chain);
    findings.invalid++;
    findings.badSignature ??= {
      seq: checkpoint?.seq ?? 0,
      topic,
      partition,
      offset: offset.toString(),
      kind: 'bad-signature',
      detail: checkpoint
        ? 'this checkpoint was signed with another key, or changed after it was signed'
        : 'this record of the checkpoint topic is not a checkpoint',
    };
  }

  private findings(chain: string): Findings {
    const findings = this.byChain.get(chain) ?? noFindings();
    this.byChain.set(chain, findings);
    return findings;
  }
}
