import { useEffect, useState } from 'react';
import { useFeed, type FeedRecord } from '../feed/store.js';
import { lastOfEach } from './last-of-each.js';

const SHOWN = 5;
/** Nobody reads faster, and under load records come with every frame. */
const PAUSE_MS = 300;

const recent = (): readonly FeedRecord[] => lastOfEach(useFeed.getState().records, SHOWN);

export const useRecentCharges = (): readonly FeedRecord[] => {
  const [charges, setCharges] = useState(recent);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      timer = undefined;
      setCharges(recent());
    };
    const stop = useFeed.subscribe(({ records }, before) => {
      if (records !== before.records) timer ??= setTimeout(look, PAUSE_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, []);
  return charges;
};
