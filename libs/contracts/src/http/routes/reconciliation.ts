import type { z } from 'zod';
import {
  accountLine,
  chargeLine,
  chargeStreamQuery,
  decisionLine,
  entryLine,
  entryStreamQuery,
  idStreamQuery,
  noticeLine,
  noticeStreamQuery,
  outboxLine,
} from '../reconciliation.js';
import type { RouteContract, ServiceName } from '../route.js';

const stream = (service: ServiceName, of: string, query: z.ZodObject, line: z.ZodType) =>
  ({
    service,
    allows: ['bank-operator'],
    method: 'GET',
    path: `/v1/reconciliation/${of}`,
    query,
    answers: {
      200: {
        description: 'A line for each. A connection that breaks has lost the rest.',
        body: { 'application/x-ndjson': line },
      },
    },
  }) as const satisfies Omit<RouteContract, 'summary'>;

/** What each service has stored, for the comparison of all of them. No service reads these of another. */
export const reconciliationRoutes: readonly RouteContract[] = [
  { ...stream('pos', 'charges', chargeStreamQuery, chargeLine), summary: 'Every charge, in order of id' },
  {
    ...stream('pos', 'outbox', idStreamQuery, outboxLine),
    summary: 'The events that Kafka has not acknowledged',
  },
  {
    ...stream('debit', 'decisions', chargeStreamQuery, decisionLine),
    summary: 'Every decision with its postings and its debt, in order of charge id',
  },
  {
    ...stream('debit', 'accounts', idStreamQuery, accountLine),
    summary: 'Every account, its balance, and the sum of its postings',
  },
  {
    ...stream('audit', 'entries', entryStreamQuery, entryLine),
    summary: 'The entries of one chain, in order of offset',
  },
  {
    ...stream('sms', 'notices', noticeStreamQuery, noticeLine),
    summary: 'Every notice, in order of charge id',
  },
];
