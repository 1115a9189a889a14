import { Readable } from 'node:stream';
import type { EventRing } from './event-ring.js';
import { HEARTBEAT } from './event-text.js';

/** A part of the ring that one read takes. */
const PART_CHARACTERS = 64 * 1024;

/**
 * The stream of one listener: a place in the ring, and no buffer besides what Node reads ahead. A listener that takes
 * too little until its place is no longer kept is cut off. It comes back with `Last-Event-ID` and begins with `resync`.
 */
export class FeedStream extends Readable {
  private isWanted = false;

  constructor(
    private readonly ring: EventRing,
    private place: number,
    /** Comes before the events. */
    first: string,
    private readonly onCutOff: () => void = () => undefined,
  ) {
    super({ highWaterMark: PART_CHARACTERS });
    if (first !== '') this.push(first);
  }

  override _read(): void {
    this.isWanted = true;
    this.deliver();
  }

  /** There may be new events. */
  wake(): void {
    if (this.destroyed) return;
    if (this.ring.isKeptAfter(this.place)) return this.deliver();
    this.onCutOff();
    this.destroy();
  }

  /** Only to a listener that has taken everything: to others there is something to say already. */
  beat(): void {
    if (this.isWanted && !this.destroyed) this.send(HEARTBEAT);
  }

  private deliver(): void {
    if (!this.isWanted || !this.ring.isKeptAfter(this.place)) return;
    const { text, last } = this.ring.after(this.place, PART_CHARACTERS);
    if (text === '') return;
    this.place = last;
    this.send(text);
  }

  private send(text: string): void {
    this.isWanted = false;
    this.push(text);
  }
}
