import { addRecords, applyConnection, applyEvent } from './reducers.js';
import type { FeedRecord } from './state.js';
import { useFeed } from './store.js';
import { openStream } from './stream.js';

/** More than are kept need not wait: a tab in the background has no frames. */
const MOST_WAITING = 200;

/** Listens to the stream until the answer is called. Records go to the store once a frame. */
export function connectFeed(): () => void {
  let waiting: FeedRecord[] = [];
  let frame = 0;

  const flush = () => {
    cancelAnimationFrame(frame);
    frame = 0;
    const records = waiting;
    waiting = [];
    if (records.length > 0) useFeed.setState((state) => addRecords(state, records));
  };

  const close = openStream({
    onConnection: (state) => useFeed.setState((before) => applyConnection(before, state, Date.now())),
    onEvent: (event) => {
      if (event.name === 'record') {
        waiting.push(event.data);
        if (waiting.length > 2 * MOST_WAITING) waiting = waiting.slice(-MOST_WAITING);
        if (frame === 0) frame = requestAnimationFrame(flush);
        return;
      }
      flush();
      useFeed.setState((before) => applyEvent(before, event, Date.now()));
    },
  });
  return () => {
    cancelAnimationFrame(frame);
    close();
  };
}
