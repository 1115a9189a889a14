import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useFeed, type FeedRecord } from '../feed/store.js';
import { onNewRecords } from './new-records.js';
import { isOwn, onNewOwn } from './own-charges.js';
import {
  BAND_FROM_PER_SECOND,
  ratePerSecond,
  shopShare,
  withoutGone,
  withReading,
  withRecord,
  type Dot,
  type Reading,
} from './road-dots.js';

const stillness = matchMedia('(prefers-reduced-motion: reduce)');

export const useStillness = (): boolean =>
  useSyncExternalStore(
    (changed) => {
      stillness.addEventListener('change', changed);
      return () => stillness.removeEventListener('change', changed);
    },
    () => stillness.matches,
  );

const LOOK_MS = 500;

export interface Rate {
  /** Charges a second, by the exact counters. */
  readonly all: number;
  readonly shop: number;
  readonly toll: number;
}

const split = (all: number): Rate => {
  const shop = all * shopShare(useFeed.getState().records);
  return { all, shop, toll: all - shop };
};

export const useRate = (): Rate => {
  const [rate, setRate] = useState<Rate>({ all: 0, shop: 0, toll: 0 });
  const readings = useRef<readonly Reading[]>([]);
  useEffect(() => {
    const look = setInterval(() => {
      const counters = useFeed.getState().counters;
      if (!counters) return;
      const now = performance.now();
      readings.current = withReading(readings.current, { at: now, accepted: counters.accepted });
      const all = Math.round(ratePerSecond(readings.current, now));
      setRate((before) => (all === 0 && before.all === 0 ? before : split(all)));
    }, LOOK_MS);
    return () => clearInterval(look);
  }, []);
  return rate;
};

/** A charge is known as the visitor's own only with its answer: the records of it can be here before. */
const recordsOf = (id: string): readonly FeedRecord[] =>
  useFeed.getState().records.filter(({ charge }) => charge?.id === id);

/** The charges on the road. Of a crowd only the visitor's own have a dot; the others are the band. */
export const useDots = (perSecond: number): readonly Dot[] => {
  const [dots, setDots] = useState<readonly Dot[]>([]);
  const crowd = useRef(false);
  crowd.current = perSecond >= BAND_FROM_PER_SECOND;
  useEffect(() => {
    const add = (records: readonly FeedRecord[]) => {
      const now = performance.now();
      setDots((before) => records.reduce((all, record) => withRecord(all, record, now), before));
    };
    const isShown = ({ charge }: FeedRecord) => charge !== null && (!crowd.current || isOwn(charge.id));
    const ends = [
      onNewRecords((records) => add(records.filter(isShown)), 'take-none'),
      onNewOwn((id) => crowd.current && add(recordsOf(id))),
    ];
    const sweep = setInterval(() => setDots((before) => withoutGone(before, performance.now())), LOOK_MS);
    return () => {
      ends.forEach((end) => end());
      clearInterval(sweep);
    };
  }, []);
  return dots;
};
