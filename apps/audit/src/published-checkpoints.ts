import type { AuditCheckpoint, NumberedCheckpoint } from '@peaje/contracts';
import type { CheckpointFollower, CheckpointLog, PublishedCheckpoint } from './checkpoint-log.js';
import { digestOf, isNumbered, NO_CHECKPOINT } from './checkpoint.js';
import type { KeyRing } from './key-ring.js';

/** The newest checkpoint of a chain. Its number is 0 when it has none. */
export interface Newest {
  readonly number: number;
  readonly seq: bigint;
  readonly hash: string;
  readonly digest: string;
  /** Null when it has no number. */
  readonly checkpoint: NumberedCheckpoint | null;
}

export const NOTHING_PUBLISHED: Newest = {
  number: 0,
  seq: 0n,
  hash: NO_CHECKPOINT,
  digest: NO_CHECKPOINT,
  checkpoint: null,
};

/** Anyone may write records with unknown keys: that many are kept, in case their keys come later. */
const KEPT_UNKNOWN = 1_000;

/**
 * What was published last for each chain, as the topic says it: audit's database could be made to say anything. It
 * follows the topic, because other instances publish too, and forgets nothing that is deleted there.
 */
export class PublishedCheckpoints {
  private readonly byChain = new Map<string, Newest>();
  private unknown: (AuditCheckpoint | NumberedCheckpoint)[] = [];
  private follower: CheckpointFollower | undefined;
  private stopped: Promise<void> | undefined;
  /** It has read all that the topic had at the last look. */
  isCurrent = false;

  constructor(
    private readonly log: CheckpointLog,
    private readonly keys: KeyRing,
    private readonly onTwoHeads: (checkpoint: NumberedCheckpoint) => void = () => undefined,
  ) {}

  newest(chain: string): Newest {
    return this.byChain.get(chain) ?? NOTHING_PUBLISHED;
  }

  snapshot(): ReadonlyMap<string, Newest> {
    return new Map(this.byChain);
  }

  /** The newest of each chain, by the names of the chains. */
  checkpoints(): NumberedCheckpoint[] {
    const all = [...this.byChain.values()].map(({ checkpoint }) => checkpoint);
    return all.filter((one) => one !== null).sort((a, b) => (a.chain < b.chain ? -1 : 1));
  }

  /** Reads what the topic has now. @throws Refusal when Kafka does not answer */
  async catchUp(): Promise<void> {
    this.keys.reload();
    const { unknown } = this;
    this.unknown = [];
    for (const checkpoint of unknown) this.consider(checkpoint);
    this.isCurrent = false;
    const ends = await this.log.ends();
    if (this.stopped) throw new Error('audit is ending');
    if (ends.length > 0) {
      this.follower ??= this.log.follow('audit.publisher', (published) => this.take(published));
      await this.follower.reach(ends);
    }
    this.isCurrent = true;
  }

  /** Takes a signed checkpoint into account. */
  add(checkpoint: AuditCheckpoint | NumberedCheckpoint): void {
    const newest = this.newest(checkpoint.chain);
    const one = {
      number: isNumbered(checkpoint) ? checkpoint.number : 0,
      seq: BigInt(checkpoint.seq),
      hash: checkpoint.hash,
      digest: digestOf(checkpoint),
      checkpoint: isNumbered(checkpoint) ? checkpoint : null,
    };
    const isNewer =
      one.number > newest.number || (one.number === 0 && newest.number === 0 && one.seq > newest.seq);
    if (isNewer) this.byChain.set(checkpoint.chain, one);
    else if (isNumbered(checkpoint) && one.number === newest.number && !sameHead(one, newest))
      this.onTwoHeads(checkpoint);
  }

  /** What waits for Kafka ends at once, and gives its connection to the database back. */
  stop(): Promise<void> {
    return (this.stopped ??= Promise.resolve(this.follower?.stop()));
  }

  private take(published: readonly PublishedCheckpoint[]): void {
    for (const { checkpoint } of published) if (checkpoint) this.consider(checkpoint);
  }

  private consider(checkpoint: AuditCheckpoint | NumberedCheckpoint): void {
    const trust = this.keys.trustIn(checkpoint);
    if (trust === 'trusted') this.add(checkpoint);
    else if (trust === 'unknown-key') this.unknown = [...this.unknown.slice(1 - KEPT_UNKNOWN), checkpoint];
  }
}

const sameHead = (one: Newest, other: Newest): boolean => one.seq === other.seq && one.hash === other.hash;
