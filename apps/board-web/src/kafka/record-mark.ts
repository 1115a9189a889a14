import type { FeedRecord } from '../feed/state.js';
import type { Status } from '../parts/status-badge.js';

/** What a mark in a row is drawn as. `other`: a record that is not of a charge. */
export type Mark = Extract<Status, 'requested' | 'approved' | 'declined' | 'cancelled' | 'dead'> | 'other';

export const MARKS: readonly Mark[] = ['requested', 'approved', 'declined', 'cancelled', 'dead', 'other'];

const OF_STATUS = {
  requested: 'requested',
  'cancellation-requested': 'cancelled',
  approved: 'approved',
  declined: 'declined',
  cancelled: 'cancelled',
  reversed: 'cancelled',
} as const satisfies Record<NonNullable<FeedRecord['charge']>['status'], Mark>;

export const isDeadLetterTopic = (topic: string): boolean => topic.endsWith('.dlq');

/** Pure. */
export function markOf({ topic, charge }: Pick<FeedRecord, 'topic' | 'charge'>): Mark {
  if (isDeadLetterTopic(topic)) return 'dead';
  return charge === null ? 'other' : OF_STATUS[charge.status];
}
