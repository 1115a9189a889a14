import { listQuery, page } from '../lists.js';
import {
  deadLetterListQuery,
  deadLetterView,
  discardBody,
  parkedKeyView,
  redriveBody,
  redriveView,
  wholeDeadLetterView,
} from '../parking.js';
import { json, type RouteContract } from '../route.js';

const bank = { service: 'consumers', allows: ['bank-operator'] } as const;

export const deadLetterPage = page(deadLetterView);
export const parkedKeyPage = page(parkedKeyView);

/** What every service has that reads a topic. */
export const parkingRoutes: readonly RouteContract[] = [
  {
    ...bank,
    method: 'GET',
    path: '/v1/dead-letters',
    summary: 'What its group could not handle, and what waits behind it',
    description: 'By topic, partition and offset: the order in which they will be redriven.',
    query: deadLetterListQuery,
    answers: { 200: { description: 'A page of them.', body: json(deadLetterPage) } },
  },
  {
    ...bank,
    method: 'GET',
    path: '/v1/dead-letters/{id}',
    summary: 'One of them whole',
    description: 'No card number and no personal data: what could be one is masked.',
    params: { id: { description: 'The id of a dead letter.', example: 'charges.requested-2-118' } },
    answers: { 200: { description: 'As it was read.', body: json(wholeDeadLetterView) } },
    problems: ['not-found'],
  },
  {
    ...bank,
    method: 'GET',
    path: '/v1/parked-keys',
    summary: 'Keys whose records wait, and what for',
    query: listQuery,
    answers: { 200: { description: 'A page of them.', body: json(parkedKeyPage) } },
  },
  {
    ...bank,
    method: 'POST',
    path: '/v1/redrives',
    summary: 'Handle parked records again, in order, up to the first that fails',
    description:
      'It runs for some 20 seconds at most: what is `left` without `stoppedBy` needs another call. A record that fails again stays, and all after it.',
    body: json(redriveBody),
    answers: { 200: { description: 'What became of each line.', body: json(redriveView) } },
    problems: ['not-found', 'not-the-head'],
  },
  {
    ...bank,
    method: 'POST',
    path: '/v1/discards',
    summary: 'Give one dead letter up',
    description: 'A discarded request is cancelled; what moves money back cannot be discarded.',
    body: json(discardBody),
    answers: { 200: { description: 'It is gone. As it was.', body: json(deadLetterView) } },
    problems: ['not-found', 'not-the-head', 'not-discardable'],
  },
];
