import type { FeedData, JourneyView } from '@peaje/contracts';
import { placeText } from './stops.js';

type DeadLetters = readonly FeedData<'dead-letters'>['items'][number][];
type Services = readonly FeedData<'services'>['items'][number][];

/** A record of the journey that a service has parked. */
export interface ParkedMark {
  readonly service: string;
  readonly id: string;
  readonly code: string;
  readonly attempts: number;
  readonly waiting: number;
  /** `head`: this very record. `behind`: it waits for an earlier one of its key. */
  readonly line: 'head' | 'behind';
}

/** Dead letters of the feed by the place of their record. An id of a dead letter is `topic-partition-offset`. */
export function parkedAt(
  deadLetters: DeadLetters,
  place: Parameters<typeof placeText>[0],
  key: string | null = null,
): ParkedMark[] {
  const id = `${place.topic}-${place.partition}-${place.offset}`;
  return deadLetters.flatMap(({ service, heads }) =>
    heads.flatMap((head): ParkedMark[] => {
      const { code, attempts, waiting } = head;
      const told = { service, id: head.id, code, attempts, waiting };
      if (head.id === id) return [{ ...told, line: 'head' }];
      const isBehind =
        key !== null &&
        head.topic === place.topic &&
        head.key === key &&
        isEarlier(head.id, id) &&
        waiting > 0;
      return isBehind ? [{ ...told, line: 'behind' }] : [];
    }),
  );
}

/** Both of one partition: records of one key have one. */
function isEarlier(head: string, id: string): boolean {
  const offset = (text: string): bigint => BigInt(/-(\d+)$/.exec(text)?.[1] ?? 0);
  return head.replace(/\d+$/, '') === id.replace(/\d+$/, '') && offset(head) < offset(id);
}

/** The services on the road of a charge that retry now, because something that they need is away. */
export const retryingIn = (services: Services): string[] =>
  services
    .filter(({ instances }) => instances.some(({ groups }) => groups.some(({ retrying }) => retrying > 0)))
    .map(({ service }) => service);

/** The place of the record that asks for the charge. */
export const requestPlace = ({ steps }: JourneyView) => {
  const published = steps.find(({ step }) => step === 'published');
  return published?.step === 'published' ? published.record : null;
};
