import type { RecordView } from '@peaje/contracts';
import { useQuery } from '@tanstack/react-query';
import { read } from './request.js';

/** The record at `topic:partition:offset`; null: none yet. A record never changes, so it is asked for once. */
export const useRecord = (place: string | null) =>
  useQuery({
    queryKey: ['record', place],
    queryFn: ({ signal }) => read<RecordView>(`/v1/records/${encodeURIComponent(String(place))}`, signal),
    enabled: place !== null,
    staleTime: Infinity,
  });
