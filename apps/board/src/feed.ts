import { Refusal } from '@peaje/kernel';
import type { RecordPosition } from '@peaje/messaging';
import { eventId, eventText, HEARTBEAT, parseEventId } from './event-text.js';
import { FeedStream } from './feed-stream.js';
import type { Reading } from './reading.js';

export interface FeedOptions {
  /** Streams at once. */
  readonly maxListeners: number;
  /** The reading ends when nobody has listened for so long. */
  readonly lingerMs: number;
}

/** What the feed counts. */
export interface FeedObserver {
  onListeners(count: number): void;
  onCutOff(): void;
}

/** Events that come together go out together. */
const FLUSH_MS = 50;
const HEARTBEAT_MS = 15_000;

/** The one stream of events. It reads only while somebody listens, and gives each listener a place in the same ring. */
export class Feed {
  private reading: Reading | undefined;
  private readonly streams = new Set<FeedStream>();
  private readonly ending = new Set<Promise<void>>();
  private isClosed = false;
  private flushing: NodeJS.Timeout | undefined;
  private lingering: NodeJS.Timeout | undefined;
  private heartbeat: NodeJS.Timeout | undefined;

  constructor(
    /** `onEvents` is to be called when there are new ones. */
    private readonly newReading: (onEvents: () => void) => Reading,
    private readonly options: FeedOptions,
    private readonly observer: FeedObserver,
  ) {}

  /**
   * Goes on behind the event that the listener has, or begins with a snapshot: `resync` when it has an event that is no
   * longer kept. @throws Refusal not-ready
   */
  listen(lastEventId?: string): FeedStream {
    if (this.isClosed) throw notReady('this instance ends: try again');
    if (this.streams.size >= this.options.maxListeners)
      throw notReady(`${this.options.maxListeners} pages listen already: close one, or try again later`);
    clearTimeout(this.lingering);
    const reading = (this.reading ??= this.begin());
    const { first, place } = beginningFor(reading, lastEventId);
    const stream = new FeedStream(reading.ring, place, first, () => this.observer.onCutOff());
    this.streams.add(stream);
    this.observer.onListeners(this.streams.size);
    stream.once('close', () => this.onClosed(stream));
    return stream;
  }

  /** Where the records of a charge are, as far as they were read since somebody listens. */
  placesOf(chargeId: string): readonly RecordPosition[] {
    return this.reading?.places.of(chargeId) ?? [];
  }

  /** Its listeners come back to another instance, or to this one when it has started again. */
  async close(): Promise<void> {
    this.isClosed = true;
    for (const stream of this.streams) stream.destroy();
    this.end();
    await Promise.all(this.ending);
  }

  private begin(): Reading {
    const reading = this.newReading(() => this.flushSoon());
    reading.start();
    this.heartbeat = setInterval(() => {
      for (const stream of this.streams) stream.beat();
    }, HEARTBEAT_MS);
    return reading;
  }

  private onClosed(stream: FeedStream): void {
    this.streams.delete(stream);
    this.observer.onListeners(this.streams.size);
    if (this.streams.size === 0) this.lingering = setTimeout(() => this.end(), this.options.lingerMs);
  }

  private end(): void {
    clearTimeout(this.lingering);
    clearTimeout(this.flushing);
    clearInterval(this.heartbeat);
    this.flushing = undefined;
    const reading = this.reading;
    this.reading = undefined;
    if (!reading) return;
    const ended = reading.stop().finally(() => this.ending.delete(ended));
    this.ending.add(ended);
  }

  private flushSoon(): void {
    this.flushing ??= setTimeout(() => {
      this.flushing = undefined;
      for (const stream of this.streams) stream.wake();
    }, FLUSH_MS);
  }
}

/** What comes before the events, and the event after which they begin. */
function beginningFor(reading: Reading, lastEventId: string | undefined): { first: string; place: number } {
  const { epoch, ring } = reading;
  const { last: place } = ring;
  const id = eventId(epoch, place);
  if (lastEventId === undefined || lastEventId === '')
    return { place, first: eventText(id, 'snapshot', reading.snapshot()) };
  const known = parseEventId(lastEventId);
  if (known?.epoch === epoch && ring.isKeptAfter(known.number))
    return { place: known.number, first: HEARTBEAT };
  const reason = known === null ? 'not-an-id' : known.epoch === epoch ? 'too-old' : 'other-epoch';
  return { place, first: eventText(id, 'resync', { ...reading.snapshot(), reason }) };
}

const notReady = (detail: string): Refusal => new Refusal('not-ready', { detail, retryAfterSeconds: 5 });
