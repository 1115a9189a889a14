import { page } from '../lists.js';
import {
  chargeListQuery,
  chargeView,
  passageAnswer,
  passageLine,
  shopChargeBody,
  tollPassageBody,
} from '../pos.js';
import { json, type Answer, type RouteContract } from '../route.js';

const charge = json(chargeView);
const chargeOr = (description: string): Answer => ({ description, body: charge });
const taken = (description: string): Answer => ({
  description,
  body: charge,
  headers: ['Location', 'Idempotency-Replayed'],
});
const id = { description: 'The id of one of your charges.', example: '01a204ef-4271-7bb5-9de3-dfcc51258005' };

export const chargePage = page(chargeView);

export const posRoutes: readonly RouteContract[] = [
  {
    service: 'pos',
    method: 'POST',
    path: '/v1/charges',
    summary: 'Charge a card at a till, and wait for the decision',
    description: 'A decline is an outcome, not an error. The same key and body again is the same charge.',
    allows: ['merchant'],
    headers: { 'Idempotency-Key': 'required', Prefer: 'wait-or-respond-async' },
    body: json(shopChargeBody),
    answers: {
      201: taken('Decided: approved, declined, or cancelled because no decision came in time.'),
      202: taken('Still pending, and the caller prefers not to wait.'),
    },
    problems: ['idempotency-key-reused', 'unknown-card'],
  },
  {
    service: 'pos',
    method: 'GET',
    path: '/v1/charges',
    summary: 'Your charges, newest first',
    allows: ['merchant', 'gate-operator'],
    query: chargeListQuery,
    answers: { 200: { description: 'A page of them.', body: json(chargePage) } },
  },
  {
    service: 'pos',
    method: 'GET',
    path: '/v1/charges/{id}',
    summary: 'One of your charges',
    allows: ['merchant', 'gate-operator'],
    params: { id },
    answers: { 200: chargeOr('As it is now.') },
    problems: ['not-found'],
  },
  {
    service: 'pos',
    method: 'POST',
    path: '/v1/charges/{id}/cancellation',
    summary: 'Take a charge back',
    description: 'Waits until the money is back. A declined charge is answered unchanged.',
    allows: ['merchant', 'gate-operator'],
    params: { id },
    headers: { Prefer: 'wait' },
    answers: { 200: chargeOr('Cancelled; or declined, as it was.') },
    problems: ['not-found'],
  },
  {
    service: 'pos',
    method: 'POST',
    path: '/v1/cancellations',
    summary: 'Take back a charge whose answer never came, by its Idempotency-Key',
    description:
      'A key that nobody has used is kept as cancelled: its request, when it comes late, finds that.',
    allows: ['merchant', 'gate-operator'],
    headers: { 'Idempotency-Key': 'required', Prefer: 'wait' },
    answers: { 200: chargeOr('Cancelled; or declined, as it was.') },
    problems: ['not-found'],
  },
  {
    service: 'pos',
    method: 'POST',
    path: '/v1/toll-passages',
    summary: 'A car passed a gate, or a file of them: taken, not waited for',
    description:
      'JSON: one passage, with an Idempotency-Key. NDJSON: a passage a line, each with its own `id` instead, ' +
      'at most 10 000; the answer has a line for each, in order.',
    allows: ['gate-operator'],
    headers: { 'Idempotency-Key': 'if-json' },
    body: { 'application/json': tollPassageBody, 'application/x-ndjson': passageLine },
    answers: {
      200: { description: 'A line for each line.', body: { 'application/x-ndjson': passageAnswer } },
      202: taken('The charge is safe: drive on.'),
    },
    problems: ['idempotency-key-reused', 'unknown-card', 'prepaid-not-accepted', 'card-denied'],
  },
];
