import { useEffect, useState } from 'react';
import { useFeed } from '../feed/store.js';
import type { FeedState } from '../feed/state.js';

/** Eight times a second: the eye sees it move, and under load a view renders no more often. */
const EVERY_MS = 125;

/** The whole state, at most so often. */
export function useCalmFeed(): FeedState {
  const [state, setState] = useState(useFeed.getState);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = () => {
      timer = undefined;
      setState(useFeed.getState());
    };
    const stop = useFeed.subscribe(() => (timer ??= setTimeout(show, EVERY_MS)));
    show();
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, []);
  return state;
}
