import { create } from 'zustand';
import { openFeed } from './connection.js';
import { addRecords, applyConnection, applyEvent } from './reducers.js';
import { nothingYet, type FeedRecord, type FeedState } from './state.js';

const now = () => new Date().toISOString();

/** The last that the stream has said. `useFeed((state) => state.brokers)` renders when the brokers change. */
export const useFeed = create<FeedState>(() => nothingYet(now()));

/** More than are kept need not wait: a tab in the background has no frames. */
const MOST_WAITING = 200;

/** Listens to the stream until the returned function is called. Records go to the store once a frame. */
export function startFeed(): () => void {
  let waiting: FeedRecord[] = [];
  let frame = 0;

  const flush = () => {
    cancelAnimationFrame(frame);
    frame = 0;
    const records = waiting;
    waiting = [];
    if (records.length > 0) useFeed.setState((state) => addRecords(state, records));
  };

  const close = openFeed({
    onConnection: (state) => useFeed.setState((before) => applyConnection(before, state, now())),
    onEvent: (event) => {
      if (event.name === 'record') {
        waiting.push(event.data);
        if (waiting.length > 2 * MOST_WAITING) waiting = waiting.slice(-MOST_WAITING);
        if (frame === 0) frame = requestAnimationFrame(flush);
        return;
      }
      flush();
      useFeed.setState((before) => applyEvent(before, event, now()));
    },
  });
  return () => {
    cancelAnimationFrame(frame);
    close();
  };
}
