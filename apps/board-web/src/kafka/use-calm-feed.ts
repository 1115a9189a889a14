import { useEffect, useState } from 'react';
import { useFeed } from '../feed/store.js';
import type { FeedState } from '../feed/state.js';

/** Eight times a second, so that the eye sees it move. Under load nothing moves, and a view renders less often. */
const EVERY_MS = 125;
const EVERY_MS_UNDER_LOAD = 300;

const waitMs = () => ((useFeed.getState().sampled?.oneIn ?? 1) > 1 ? EVERY_MS_UNDER_LOAD : EVERY_MS);

/** The whole state, at most so often. */
export function useCalmFeed(): FeedState {
  const [state, setState] = useState(useFeed.getState);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = () => {
      timer = undefined;
      setState(useFeed.getState());
    };
    const stop = useFeed.subscribe(() => (timer ??= setTimeout(show, waitMs())));
    show();
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, []);
  return state;
}
