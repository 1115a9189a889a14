import type { FeedEventName } from '@peaje/contracts';
import type { Connection, FeedEvent } from './state.js';

/** What the stream tells. */
export interface StreamListener {
  onEvent(event: FeedEvent): void;
  onConnection(state: Connection['state']): void;
}

/** The part of a browser's EventSource that is used. */
export interface Source {
  readonly readyState: number;
  addEventListener(name: string, heard: (event: { readonly data?: unknown }) => void): void;
  close(): void;
}

/** `satisfies` finds a name of the contract that is missing here. */
const NAMES = Object.keys({
  snapshot: 0,
  resync: 0,
  reading: 0,
  record: 0,
  partitions: 0,
  groups: 0,
  brokers: 0,
  services: 0,
  'dead-letters': 0,
  counters: 0,
  sampled: 0,
} satisfies Record<FeedEventName, 0>) as FeedEventName[];

const CLOSED = 2;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;

const browserSource = (): Source => new EventSource('/events');

/**
 * Opens the stream, and closes it by the function that it returns. A browser reconnects by itself, with
 * `Last-Event-ID`. After an answer that is no stream (503, a proxy's page) it gives up: then it is opened anew here.
 */
export function openStream(listener: StreamListener, newSource: () => Source = browserSource): () => void {
  let source: Source;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waitMs = FIRST_WAIT_MS;

  const open = () => {
    const opened = (source = newSource());
    opened.addEventListener('open', () => {
      waitMs = FIRST_WAIT_MS;
      listener.onConnection('live');
    });
    opened.addEventListener('error', () => {
      listener.onConnection('reconnecting');
      if (opened.readyState !== CLOSED) return;
      clearTimeout(timer);
      timer = setTimeout(open, waitMs);
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    });
    for (const name of NAMES) {
      opened.addEventListener(name, ({ data }) =>
        listener.onEvent({ name, data: JSON.parse(String(data)) } as FeedEvent),
      );
    }
  };

  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
