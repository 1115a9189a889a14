import {
  chainView,
  checkpointHealth,
  checkpointView,
  entriesQuery,
  entryView,
  verification,
  verificationBody,
} from '../audit.js';
import { page } from '../lists.js';
import { json, type RouteContract } from '../route.js';

const bank = { service: 'audit', allows: ['bank-operator'] } as const;

export const entryPage = page(entryView);
export const chainPage = page(chainView);
export const checkpointPage = page(checkpointView);

export const auditRoutes: readonly RouteContract[] = [
  {
    ...bank,
    method: 'GET',
    path: '/v1/entries',
    summary: 'The recorded entries of one charge or of all',
    query: entriesQuery,
    answers: { 200: { description: 'A page of entries.', body: json(entryPage) } },
  },
  {
    ...bank,
    method: 'GET',
    path: '/v1/chains',
    summary: 'The chains and their heads',
    answers: { 200: { description: 'All chains.', body: json(chainPage) } },
  },
  {
    ...bank,
    method: 'GET',
    path: '/v1/checkpoints',
    summary: 'The newest signed checkpoint of each chain',
    description: 'Keep them outside: a verification compares the chains with them.',
    answers: { 200: { description: 'One for each chain that has any.', body: json(checkpointPage) } },
  },
  {
    ...bank,
    method: 'POST',
    path: '/v1/verifications',
    summary: 'Recompute the chains and compare them with the signed checkpoints',
    description: 'It stores nothing. A broken chain is an answer, not an error.',
    body: json(verificationBody),
    bodyOptional: true,
    answers: {
      200: {
        description: 'The chains that hold, and the first break of each that does not.',
        body: json(verification),
      },
    },
    problems: ['not-found'],
  },
  {
    service: 'audit',
    allows: 'public',
    stateless: true,
    method: 'GET',
    path: '/health/checkpoints',
    summary: 'The chains that audit signs no checkpoint for, and why',
    answers: { 200: { description: 'The alarms; none is well.', body: json(checkpointHealth) } },
  },
];
