import { page } from '../lists.js';
import {
  chargeListQuery,
  chargeView,
  givenAnswer,
  MAX_PASSAGE_LINES,
  passageAnswer,
  passageLine,
  shopChargeBody,
  tollPassageBody,
} from '../pos.js';
import { serviceLevel, serviceLevelQuery } from '../service-level.js';
import { json, type Answer, type AnswerHeader, type RouteContract } from '../route.js';

const charge = json(chargeView);
const chargeAnswer = (description: string, ...headers: AnswerHeader[]): Answer => ({
  description,
  body: charge,
  ...(headers.length > 0 ? { headers } : {}),
});
const stored = (description: string, ...headers: AnswerHeader[]): Answer =>
  chargeAnswer(description, 'Location', 'Idempotency-Replayed', ...headers);
const id = { description: 'The id of one of your charges.', example: '01a204ef-4271-7bb5-9de3-dfcc51258005' };

export const chargePage = page(chargeView);
export const givenAnswerPage = page(givenAnswer);

export const posRoutes: readonly RouteContract[] = [
  {
    service: 'pos',
    method: 'POST',
    path: '/v1/charges',
    summary: 'Charge a card at a till, and wait for the decision',
    description:
      'A decline is an outcome, not an error. A repeated request with the same key and body gets the same charge.',
    allows: ['merchant'],
    headers: { 'Idempotency-Key': 'required', Prefer: 'wait-or-respond-async' },
    body: json(shopChargeBody),
    answers: {
      201: stored(
        'Decided: approved, declined, or cancelled because no decision came in time.',
        'Preference-Applied',
      ),
      202: stored('Still pending: the caller prefers not to wait.', 'Preference-Applied'),
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
    answers: { 200: { description: 'A page of charges.', body: json(chargePage) } },
  },
  {
    service: 'pos',
    method: 'GET',
    path: '/v1/charges/{id}',
    summary: 'One of your charges',
    allows: ['merchant', 'gate-operator'],
    params: { id },
    answers: { 200: chargeAnswer('The charge.') },
    problems: ['not-found'],
  },
  {
    service: 'pos',
    method: 'GET',
    path: '/v1/charges/{id}/answers',
    summary: 'The answers that this instance gave about one of your charges',
    description:
      'They are only in the memory of the instance that gave them: of its last 10 000 charges, until it ends.',
    allows: ['merchant', 'gate-operator'],
    params: { id },
    answers: { 200: { description: 'All that it knows, the oldest first.', body: json(givenAnswerPage) } },
    problems: ['not-found'],
  },
  {
    service: 'pos',
    method: 'POST',
    path: '/v1/charges/{id}/cancellation',
    summary: 'Cancel a charge',
    description: 'It waits until the money is back. A declined charge stays declined.',
    allows: ['merchant', 'gate-operator'],
    params: { id },
    headers: { Prefer: 'wait' },
    answers: { 200: chargeAnswer('Cancelled, or declined as before.', 'Preference-Applied') },
    problems: ['not-found'],
  },
  {
    service: 'pos',
    method: 'POST',
    path: '/v1/cancellations',
    summary: 'Cancel a charge whose answer never arrived, by its Idempotency-Key',
    description:
      'An unused key is stored as cancelled, and a request that arrives late with this key gets the cancelled charge.',
    allows: ['merchant', 'gate-operator'],
    headers: { 'Idempotency-Key': 'required', Prefer: 'wait' },
    answers: { 200: chargeAnswer('Cancelled, or declined as before.', 'Preference-Applied') },
    problems: ['not-found'],
  },
  {
    service: 'pos',
    method: 'POST',
    path: '/v1/toll-passages',
    summary: 'Charge one passage of a toll gate, or a file of passages, without waiting for the decision',
    description:
      'JSON: one passage, with an Idempotency-Key. NDJSON: one passage on each line, with its own `id` instead of ' +
      `the key, at most ${MAX_PASSAGE_LINES} lines. The answer has one line for each, in the same order. ` +
      "`passedAt` may be at most 5 minutes ahead and 400 days old. Today's deny list judges passages of more than 30 days ago.",
    allows: ['gate-operator'],
    headers: { 'Idempotency-Key': 'if-json' },
    body: { 'application/json': tollPassageBody, 'application/x-ndjson': passageLine },
    answers: {
      200: { description: 'An answer for each line.', body: { 'application/x-ndjson': passageAnswer } },
      202: stored('The charge is stored: the car may drive on.'),
    },
    problems: ['idempotency-key-reused', 'unknown-card', 'prepaid-not-accepted', 'card-denied'],
  },
  {
    service: 'pos',
    method: 'GET',
    path: '/v1/service-level',
    summary: 'How many purchases the bank decided within the wait of their till',
    description: 'Of the newest 100 000 charges at most. `since` of the answer says from when on.',
    allows: ['bank-operator'],
    query: serviceLevelQuery,
    answers: { 200: { description: 'The numbers and their share.', body: json(serviceLevel) } },
  },
];
