import type { DeadLetterView, Page, RedriveView, WholeDeadLetterView } from '@peaje/contracts';
import { useQuery } from '@tanstack/react-query';
import { jsonBody, read, request } from '../http/request.js';
import { everyPage } from './behind.js';

export interface Chosen {
  readonly service: string;
  readonly id: string;
}

const pathOf = (service: string, rest: string): string =>
  `/v1/services/${encodeURIComponent(service)}/${rest}`;

/** `version` changes when the feed has news of dead letters: then it is asked again. */
export const useDeadLetter = ({ service, id }: Chosen, version: string) =>
  useQuery({
    queryKey: ['dead-letter', service, id, version],
    queryFn: ({ signal }) =>
      read<WholeDeadLetterView>(pathOf(service, `dead-letters/${encodeURIComponent(id)}`), signal),
    placeholderData: (before) => (before?.id === id ? before : undefined),
  });

/** As many as a service gives at once. */
const PAGE_SIZE = '200';

/** All parked records of the same key, in order. */
export const useSameKey = (service: string, letter: WholeDeadLetterView | undefined, version: string) =>
  useQuery({
    queryKey: ['same-key', service, letter?.topic, letter?.key, version],
    queryFn: ({ signal }) =>
      everyPage((cursor) => {
        const query = new URLSearchParams({ topic: letter!.topic, key: letter!.key!, limit: PAGE_SIZE });
        if (cursor !== null) query.set('cursor', cursor);
        return read<Page<DeadLetterView>>(pathOf(service, `dead-letters?${query}`), signal);
      }),
    enabled: typeof letter?.key === 'string' && letter.line !== 'none',
    placeholderData: (before) => before,
  });

export const redrive = async (service: string, body: object): Promise<RedriveView> =>
  (await request<RedriveView>(pathOf(service, 'redrives'), jsonBody(body))).body;

export const discard = async (service: string, body: object): Promise<DeadLetterView> =>
  (await request<DeadLetterView>(pathOf(service, 'discards'), jsonBody(body))).body;
