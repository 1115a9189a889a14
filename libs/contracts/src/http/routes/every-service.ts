import { z } from 'zod';
import { timestamp } from '../../primitives.js';
import { json, type RouteContract } from '../route.js';

export const okView = z.strictObject({ status: z.literal('ok') });

/** Each consumer group of a service: whether it is in its group, and how it gets on. */
export const groupHealthView = z.strictObject({
  group: z.string(),
  inGroup: z.boolean(),
  partitions: z.array(
    z.strictObject({
      topic: z.string(),
      partition: z.int(),
      lastProgressAt: timestamp.nullable(),
      lag: z.int().nullable(),
      retrying: z.strictObject({ code: z.string(), since: timestamp }).nullable(),
    }),
  ),
});
export const consumersView = z.strictObject({ groups: z.array(groupHealthView) });

const open = { service: 'every', method: 'GET', allows: 'public', stateless: true } as const;

/** What every service has besides its own. */
export const everyServiceRoutes: readonly RouteContract[] = [
  {
    ...open,
    path: '/health/live',
    summary: 'Does the process answer?',
    answers: { 200: { description: 'It does.', body: json(okView) } },
  },
  {
    ...open,
    path: '/health/ready',
    summary: 'Can it do its HTTP job?',
    description: 'Its database answers; pos has loaded its card list once. Never "Kafka is up".',
    answers: { 200: { description: 'It can.', body: json(okView) } },
    problems: ['not-ready'],
  },
  {
    ...open,
    path: '/health/consumers',
    summary: 'How its consumer groups get on',
    answers: { 200: { description: 'Each group.', body: json(consumersView) } },
  },
  {
    ...open,
    path: '/metrics',
    summary: 'Figures for Prometheus',
    answers: { 200: { description: 'The text format 0.0.4.', body: { 'text/plain': z.string() } } },
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
    summary: 'What the pages are drawn with',
    params: { asset: { description: 'A file of Swagger UI.', example: 'swagger-ui.css' } },
    answers: { 200: { description: 'The file.', body: { '*/*': z.string() } } },
    problems: ['not-found'],
  },
];
