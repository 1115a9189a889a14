import { listQuery, page } from '../lists.js';
import {
  deadLetterListQuery,
  deadLetterView,
  discardBody,
  parkedKeyView,
  LONGEST_REDRIVE_SECONDS,
  redriveBody,
  redriveView,
  skippedBatchBody,
  unreadableBatchList,
  unreadableBatchView,
  wholeDeadLetterView,
} from '../parking.js';
import { json, type RouteContract } from '../route.js';

const bank = { service: 'consumers', allows: ['bank-operator'] } as const;

export const deadLetterPage = page(deadLetterView);
export const parkedKeyPage = page(parkedKeyView);

/** The routes of every service that reads a topic. */
export const parkingRoutes: readonly RouteContract[] = [
  {
    ...bank,
    method: 'GET',
    path: '/v1/dead-letters',
    summary: 'The dead letters of its group, and the records parked behind them',
    description: 'In order of topic, partition and offset, which is the order of a redrive.',
    query: deadLetterListQuery,
    answers: { 200: { description: 'A page of dead letters.', body: json(deadLetterPage) } },
  },
  {
    ...bank,
    method: 'GET',
    path: '/v1/dead-letters/{id}',
    summary: 'One dead letter with its contents',
    description: 'Card numbers and personal data are masked.',
    params: { id: { description: 'The id of a dead letter.', example: 'charges.requested-2-118' } },
    answers: { 200: { description: 'The record as the group read it.', body: json(wholeDeadLetterView) } },
    problems: ['not-found'],
  },
  {
    ...bank,
    method: 'GET',
    path: '/v1/parked-keys',
    summary: 'The parked keys, and the dead letter that each waits for',
    query: listQuery,
    answers: { 200: { description: 'A page of keys.', body: json(parkedKeyPage) } },
  },
  {
    ...bank,
    method: 'POST',
    path: '/v1/redrives',
    summary: 'Handle parked records again, in order, up to the first that fails',
    description:
      `It runs for about ${LONGEST_REDRIVE_SECONDS} seconds at most. A queue with records \`left\` and no \`stoppedBy\` needs another call. ` +
      'A record that fails again stays parked, with all records after it.',
    body: json(redriveBody),
    answers: {
      200: { description: 'The result for each queue of parked records.', body: json(redriveView) },
    },
    problems: ['not-found', 'not-the-head'],
  },
  {
    ...bank,
    method: 'POST',
    path: '/v1/discards',
    summary: 'Discard one dead letter',
    description:
      'Discarding a charge request cancels the charge. A record that moves money back cannot be discarded.',
    body: json(discardBody),
    answers: { 200: { description: 'The discarded dead letter.', body: json(deadLetterView) } },
    problems: ['not-found', 'not-the-head', 'not-discardable'],
  },
  {
    ...bank,
    method: 'GET',
    path: '/v1/unreadable-batches',
    summary: 'The batches of records that its group cannot read, or has stepped over',
    description: 'The group waits before each that nobody has skipped, and reads its other partitions.',
    answers: { 200: { description: 'All of them.', body: json(unreadableBatchList) } },
  },
  {
    ...bank,
    method: 'POST',
    path: '/v1/skipped-batches',
    summary: 'Step over exactly one batch that the group cannot read',
    description:
      'The group does so within seconds, and its records are lost to it. The chain of audit says what is missing. ' +
      'A second call changes nothing.',
    body: json(skippedBatchBody),
    answers: { 200: { description: 'The batch.', body: json(unreadableBatchView) } },
    problems: ['not-found'],
  },
];
