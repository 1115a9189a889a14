import { chainView, entriesQuery, entryView, verification, verificationBody } from '../audit.js';
import { page } from '../lists.js';
import { json, type RouteContract } from '../route.js';

const bank = { service: 'audit', allows: ['bank-operator'] } as const;

export const entryPage = page(entryView);
export const chainPage = page(chainView);

export const auditRoutes: readonly RouteContract[] = [
  {
    ...bank,
    method: 'GET',
    path: '/v1/entries',
    summary: 'What was recorded, of one charge or of all',
    query: entriesQuery,
    answers: { 200: { description: 'A page of entries.', body: json(entryPage) } },
  },
  {
    ...bank,
    method: 'GET',
    path: '/v1/chains',
    summary: 'The chains and their heads',
    answers: { 200: { description: 'All of them.', body: json(chainPage) } },
  },
  {
    ...bank,
    method: 'POST',
    path: '/v1/verifications',
    summary: 'Recompute the chains, and hold the signed checkpoints against them',
    description: 'Stores nothing: a broken record is an answer too.',
    body: json(verificationBody),
    bodyOptional: true,
    answers: { 200: { description: 'Whether they hold, and where not.', body: json(verification) } },
    problems: ['not-found'],
  },
];
