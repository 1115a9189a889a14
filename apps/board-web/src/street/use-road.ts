import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useFeed } from '../feed/store.js';
import { onNewRecords } from './new-records.js';
import { isOwn } from './own-charges.js';
import {
  BAND_FROM_PER_SECOND,
  ratePerSecond,
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

/** Charges a second, by the exact counters. */
export const useRate = (): number => {
  const [rate, setRate] = useState(0);
  const readings = useRef<readonly Reading[]>([]);
  useEffect(() => {
    const look = setInterval(() => {
      const counters = useFeed.getState().counters;
      if (!counters) return;
      const now = performance.now();
      readings.current = withReading(readings.current, { at: now, accepted: counters.accepted });
      setRate(Math.round(ratePerSecond(readings.current, now)));
    }, LOOK_MS);
    return () => clearInterval(look);
  }, []);
  return rate;
};

/** The charges on the road. Of a crowd only the visitor's own have a dot; the others are the band. */
export const useDots = (perSecond: number): readonly Dot[] => {
  const [dots, setDots] = useState<readonly Dot[]>([]);
  const crowd = useRef(false);
  crowd.current = perSecond >= BAND_FROM_PER_SECOND;
  useEffect(() => {
    const stop = onNewRecords((records) => {
      const now = performance.now();
      setDots((before) =>
        records.reduce((all, record) => {
          const own = record.charge !== null && isOwn(record.charge.id);
          return crowd.current && !own ? all : withRecord(all, record, now, own);
        }, before),
      );
    });
    const sweep = setInterval(() => setDots((before) => withoutGone(before, performance.now())), LOOK_MS);
    return () => {
      stop();
      clearInterval(sweep);
    };
  }, []);
  return dots;
};
