import type { KeyObject } from 'node:crypto';
import type { AuditCheckpoint, ChainBreak } from '@peaje/contracts';
import type { SqlSession } from '@peaje/messaging';
import { readHashes } from './audit.sql.js';
import type { PublishedCheckpoint } from './checkpoint-log.js';
import { isSigned, type Vouched } from './checkpoint.js';

/** What the checkpoints of one chain have shown. */
export interface Findings {
  checked: number;
  invalid: number;
  /** The highest entry that a checkpoint before the first mismatch confirmed. */
  confirmedSeq: number;
  /** The lowest entry that is not as a valid checkpoint says, or not there. */
  mismatch: Vouched | null;
  badSignature: ChainBreak | null;
}

const nothing = (): Findings => ({
  checked: 0,
  invalid: 0,
  confirmedSeq: 0,
  mismatch: null,
  badSignature: null,
});

/** Compares checkpoints with the stored hashes, a batch at a time. One with a bad signature vouches for nothing. */
export class CheckpointCheck {
  private readonly byChain = new Map<string, Findings>();

  constructor(
    private readonly session: SqlSession,
    private readonly publicKey: KeyObject,
    /** The only chain that is asked for; undefined is all. */
    private readonly only: string | undefined,
  ) {}

  get chains(): IterableIterator<string> {
    return this.byChain.keys();
  }

  of(chain: string): Findings {
    return this.byChain.get(chain) ?? nothing();
  }

  async look(published: readonly PublishedCheckpoint[]): Promise<void> {
    const trusted: AuditCheckpoint[] = [];
    for (const one of published) {
      const chain = one.checkpoint?.chain ?? one.key ?? '';
      if (this.only !== undefined && chain !== this.only) continue;
      this.findings(chain).checked++;
      if (one.checkpoint && isSigned(one.checkpoint, this.publicKey)) trusted.push(one.checkpoint);
      else this.noteBadSignature(chain, one);
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

  private noteBadSignature(
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
        ? 'this checkpoint was not signed with the key of this record, or was changed after'
        : 'this record of the checkpoint topic is no checkpoint',
    };
  }

  private findings(chain: string): Findings {
    const findings = this.byChain.get(chain) ?? nothing();
    this.byChain.set(chain, findings);
    return findings;
  }
}
