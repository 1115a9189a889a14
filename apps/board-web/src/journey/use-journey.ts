import type { JourneyView } from '@peaje/contracts';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { useFeed } from '../feed/store.js';
import { read } from '../http/request.js';
import { type Missing, nextLookMs, notYet } from './not-yet.js';
import { placeText, type Stop, stopsOf } from './stops.js';

export interface FollowedJourney {
  readonly view: JourneyView;
  readonly stops: readonly Stop[];
  readonly missing: readonly Missing[];
}

/** The journey of a charge; asked again while steps are missing, and when the feed has a record of the charge. */
export function useJourney(chargeId: string | null) {
  const query = useQuery({
    queryKey: ['journey', chargeId],
    queryFn: ({ signal }) =>
      read<JourneyView>(`/v1/journeys/${encodeURIComponent(String(chargeId))}`, signal),
    enabled: chargeId !== null,
    refetchInterval: ({ state: { data } }) => (data ? nextLookMs(data, Date.now()) : false),
  });
  const { data, refetch } = query;
  const newest = useFeed(({ records }) => placeOfNewest(records, chargeId));
  useEffect(() => {
    if (newest !== null) void refetch();
  }, [newest, refetch]);
  const journey = useMemo<FollowedJourney | null>(
    () => (data ? { view: data, stops: stopsOf(data), missing: notYet(data) } : null),
    [data],
  );
  return { journey, error: query.error, refetch: () => void refetch() };
}

function placeOfNewest(
  records: ReturnType<typeof useFeed.getState>['records'],
  chargeId: string | null,
): string | null {
  for (let n = records.length - 1; n >= 0; n--) {
    const record = records[n]!;
    if (chargeId !== null && record.charge?.id === chargeId) return placeText(record);
  }
  return null;
}
