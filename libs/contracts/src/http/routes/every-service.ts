import { z } from 'zod';
import { timestamp } from '../../primitives.js';
import { json, type RouteContract } from '../route.js';

export const okView = z.strictObject({ status: z.literal('ok') });

/** A consumer group of a service, and its progress. */
const groupHealthView = z.strictObject({
  group: z.string(),
  inGroup: z.boolean(),
  partitions: z.array(
    z.strictObject({
      topic: z.string(),
      partition: z.int(),
      lastProgressAt: timestamp.nullable(),
      lag: z.int().nullable(),
      retrying: z.strictObject({ code: z.string(), since: timestamp }).nullable(),
      /** The batch that the partition waits before. Both offsets are part of it. */
      unreadable: z
        .strictObject({ firstOffset: z.string(), lastOffset: z.string(), reason: z.string() })
        .nullable(),
    }),
  ),
});
export const consumersView = z.strictObject({ groups: z.array(groupHealthView) });

const open = { service: 'every', method: 'GET', allows: 'public', stateless: true } as const;

/** The routes that every service has. */
export const everyServiceRoutes: readonly RouteContract[] = [
  {
    ...open,
    path: '/health/live',
    summary: 'Is the process alive?',
    answers: { 200: { description: 'It is.', body: json(okView) } },
  },
  {
    ...open,
    path: '/health/ready',
    summary: 'Can the service answer requests?',
    description: 'Its database answers, and pos has loaded its card list. It does not depend on Kafka.',
    answers: { 200: { description: 'It can.', body: json(okView) } },
    problems: ['not-ready'],
  },
  {
    ...open,
    path: '/health/consumers',
    summary: 'The progress of its consumer groups',
    answers: { 200: { description: 'Each group.', body: json(consumersView) } },
  },
  {
    ...open,
    path: '/metrics',
    summary: 'Metrics for Prometheus',
    answers: { 200: { description: 'Text format 0.0.4.', body: { 'text/plain': z.string() } } },
  },
  {
    ...open,
    path: '/',
    except: 'board',
    summary: 'Leads to these pages',
    answers: { 302: { description: 'They are at `/docs`.', headers: ['Location'] } },
  },
  {
    ...open,
    path: '/problems/{code}',
    summary: 'What a problem means, and what to do',
    description: 'The `type` of every problem is the path of this page.',
    params: { code: { description: 'The `code` of a problem.', example: 'prepaid-not-accepted' } },
    answers: { 200: { description: 'The page.', body: { 'text/html': z.string() } } },
    problems: ['not-found'],
  },
  {
    ...open,
    path: '/docs',
    summary: 'These pages',
    answers: { 200: { description: 'Swagger UI.', body: { 'text/html': z.string() } } },
  },
  {
    ...open,
    path: '/docs/openapi.json',
    summary: "This service's part of this document",
    answers: { 200: { description: 'OpenAPI 3.1.', body: json(z.looseObject({ openapi: z.string() })) } },
  },
  {
    ...open,
    path: '/docs/{asset}',
    summary: 'The files of these pages',
    params: { asset: { description: 'A file of Swagger UI.', example: 'swagger-ui.css' } },
    answers: { 200: { description: 'The file.', body: { '*/*': z.string() } } },
    problems: ['not-found'],
  },
];
