import { z } from 'zod';
import { boardView, phoneQuery, phoneView } from '../../board/actions.js';
import { journeyView, recordView, topologyView } from '../../board/views.js';
import { json, type RouteContract } from '../route.js';

/** The board's own key decides what they show, so its visitors have none. Pages of other origins are refused. */
const page = {
  service: 'board',
  method: 'GET',
  allows: 'public',
  stateless: true,
} as const;

const html = { 'text/html': z.string() };
const view = (path: string, summary: string): RouteContract => ({
  ...page,
  path,
  summary,
  answers: { 200: { description: 'The page. It shows the view of its address.', body: html } },
});

const recordId = { description: 'topic:partition:offset', example: 'charges.requested:2:118' };
const chargeId = { description: 'The id of a charge.', example: '01a204ef-4271-7bb5-9de3-dfcc51258005' };

/** The board's page. A link to any of its views works. */
const pageRoutes: readonly RouteContract[] = [
  { ...view('/', 'The page: the street'), sharesPath: true },
  { ...view('/charges/{id}', 'The page: the journey of a charge'), params: { id: chargeId } },
  view('/kafka', 'The page: Kafka'),
  view('/kafka/dead-letters', 'The page: dead letters'),
  { ...view('/kafka/records/{id}', 'The page: one record'), params: { id: recordId } },
  view('/log', 'The page: what happened, in plain words'),
  {
    ...page,
    path: '/favicon.svg',
    summary: 'The icon of the page',
    answers: { 200: { description: 'The icon.', body: { '*/*': z.string() } } },
    problems: ['not-found'],
  },
  {
    ...page,
    path: '/assets/{file}',
    summary: 'The files of the page',
    params: {
      file: { description: 'A file. Its name changes with its content.', example: 'index-Dw2KhlL-.js' },
    },
    answers: { 200: { description: 'The file, to be kept for ever.', body: { '*/*': z.string() } } },
    problems: ['not-found'],
  },
];

export const boardRoutes: readonly RouteContract[] = [
  ...pageRoutes,
  {
    ...page,
    path: '/events',
    summary: 'What happens, as one stream of events',
    description:
      'Server-sent events: `snapshot` first, then `record`, `partitions`, `groups`, `brokers`, `services`, `dead-letters`, ' +
      '`counters`, `sampled`, `reading`. With `Last-Event-ID` it goes on behind that event, or begins with `resync`.',
    answers: { 200: { description: 'A stream without an end.', body: { 'text/event-stream': z.string() } } },
    problems: ['forbidden', 'not-ready'],
  },
  {
    ...page,
    path: '/v1/topology',
    summary: 'Which service writes and which group reads each topic, as the contracts say it',
    answers: { 200: { description: 'The data flow.', body: json(topologyView) } },
    problems: ['forbidden'],
  },
  {
    ...page,
    path: '/v1/records/{id}',
    summary: 'One record with its contents',
    description: 'Records of topics with personal data are refused.',
    params: { id: recordId },
    answers: { 200: { description: 'The record.', body: json(recordView) } },
    problems: ['forbidden', 'not-found', 'not-ready'],
  },
  {
    ...page,
    path: '/v1/journeys/{id}',
    summary: 'Where a charge has been: what pos, Kafka, debit, audit and sms know of it',
    params: { id: chargeId },
    answers: { 200: { description: 'Its steps, in order of time.', body: json(journeyView) } },
    problems: ['forbidden', 'not-found', 'not-ready'],
  },
  {
    ...page,
    path: '/v1/board',
    summary: 'What a visitor may do here, and with which cards',
    description:
      'It depends on the keys that the board has. While `cardsComplete` is false, the bank does not answer for each card.',
    answers: {
      200: {
        description: 'Each kind of action, with the reason when it is not allowed.',
        body: json(boardView),
      },
    },
    problems: ['forbidden'],
  },
  {
    ...page,
    path: '/v1/phone',
    summary: 'The newest 20 texts on the telephone of a holder',
    description: 'They come from the fake Twilio; with the real one the answer is 404.',
    query: phoneQuery,
    answers: { 200: { description: 'The texts, newest first.', body: json(phoneView) } },
    problems: ['forbidden', 'not-found', 'not-ready'],
  },
];
