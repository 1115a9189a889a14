import type { AuditCheckpoint, NumberedCheckpoint } from '@peaje/contracts';
import { digestOf, isNumbered, NO_CHECKPOINT } from './checkpoint.js';

/** A signed checkpoint, and its position in the topic. */
export interface Placed<Checkpoint = AuditCheckpoint | NumberedCheckpoint> {
  readonly checkpoint: Checkpoint;
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}

type PlacedNumber = Placed<NumberedCheckpoint>;

/** A checkpoint that was verified before: the sequence begins with it. */
export type Start = Pick<NumberedCheckpoint, 'number' | 'seq' | 'hash'>;

/** The first number that is not there, or whose successor names another checkpoint than it. */
export interface Gap {
  readonly number: number;
  /** The checkpoint behind the gap. */
  readonly next: PlacedNumber;
  readonly problem: 'missing' | 'other-previous';
}

/**
 * The numbered checkpoints of one chain, in the order in which they are read. Copies of earlier ones change nothing, and
 * partitions may be read in any order: what comes too early waits for the numbers before it.
 */
export class CheckpointSequence {
  /** The last number up to which none is missing. */
  number: number;
  /** The records with that number and that head. */
  private places: readonly PlacedNumber[] = [];
  /** The statements with that number: one, unless two instances signed two heads at once. */
  private ends = new Set([NO_CHECKPOINT]);
  private lastHead = '';
  private readonly early = new Map<number, PlacedNumber[]>();
  private broken: Gap | null = null;

  constructor(private readonly start?: Start) {
    this.number = (start?.number ?? 1) - 1;
  }

  /** `two-heads`: the number is there already, with another head. */
  add(placed: Placed): 'known' | 'two-heads' {
    const { checkpoint } = placed;
    if (!isNumbered(checkpoint)) {
      if (this.number === 0) this.ends.add(digestOf(checkpoint));
      return 'known';
    }
    const numbered = { ...placed, checkpoint };
    const { number } = checkpoint;
    if (number < Math.max(this.number, this.start?.number ?? 0)) return 'known';
    if (number === this.number) {
      this.ends.add(digestOf(checkpoint));
      if (headOf(checkpoint) !== this.lastHead) return 'two-heads';
      this.places = [...this.places, numbered];
      return 'known';
    }
    if (number === this.start?.number && headOf(checkpoint) !== headOf(this.start)) return 'two-heads';
    const waiting = this.early.get(number) ?? [];
    this.early.set(number, [...waiting, numbered]);
    this.takeEarly();
    const [first] = waiting;
    return first && headOf(first.checkpoint) !== headOf(checkpoint) ? 'two-heads' : 'known';
  }

  /** The record in this partition that holds the last number. */
  lastIn(partition: number): PlacedNumber | undefined {
    return this.places.find((place) => place.partition === partition);
  }

  get gap(): Gap | null {
    if (this.broken) return this.broken;
    if (this.early.size === 0) return null;
    const next = this.early.get(Math.min(...this.early.keys()))![0]!;
    return { number: this.number + 1, next, problem: 'missing' };
  }

  private takeEarly(): void {
    for (let next; (next = this.early.get(this.number + 1));) {
      this.early.delete(this.number + 1);
      const isStart = this.number + 1 === this.start?.number;
      const linked = next.filter(({ checkpoint }) => isStart || this.ends.has(checkpoint.previous));
      if (linked.length === 0)
        this.broken ??= { number: this.number, next: next[0]!, problem: 'other-previous' };
      this.number++;
      this.ends = new Set(next.map(({ checkpoint }) => digestOf(checkpoint)));
      this.lastHead = headOf(next[0]!.checkpoint);
      this.places = next.filter(({ checkpoint }) => headOf(checkpoint) === this.lastHead);
    }
  }
}

const headOf = ({ seq, hash }: Pick<Start, 'seq' | 'hash'>): string => `${seq} ${hash}`;
