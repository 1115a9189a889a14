import {
  accountQuery,
  accountView,
  cardView,
  changeCardBody,
  debtListQuery,
  debtView,
  depositBody,
  issueCardBody,
  openAccountBody,
  postingListQuery,
  postingView,
} from '../debit.js';
import { page } from '../lists.js';
import { json, type RouteContract } from '../route.js';

const account = { id: { description: 'The id of an account.', example: 'acc_rich' } };
const card = { token: { description: 'The token of a card.', example: 'card_rich' } };
const debt = {
  id: {
    description: 'The id of a debt, which is the id of its charge.',
    example: '01a204ef-4271-7bb5-9de3-dfcc51258005',
  },
};
const bank = { service: 'debit', allows: ['bank-operator'] } as const;

export const postingPage = page(postingView);
export const debtPage = page(debtView);

export const debitRoutes: readonly RouteContract[] = [
  {
    ...bank,
    method: 'POST',
    path: '/v1/accounts',
    summary: 'Open an account',
    description: 'For an account that exists with the same content the answer is 200.',
    body: json(openAccountBody),
    answers: {
      200: { description: 'It existed already.', body: json(accountView), headers: ['Location'] },
      201: { description: 'Opened.', body: json(accountView), headers: ['Location'] },
    },
    problems: ['already-exists'],
  },
  {
    ...bank,
    method: 'GET',
    path: '/v1/accounts/{id}',
    summary: 'An account and its balance',
    params: account,
    query: accountQuery,
    answers: { 200: { description: 'The account.', body: json(accountView) } },
    problems: ['not-found'],
  },
  {
    ...bank,
    method: 'GET',
    path: '/v1/accounts/{id}/postings',
    summary: 'The postings of an account, newest first',
    params: account,
    query: postingListQuery,
    answers: { 200: { description: 'A page of postings.', body: json(postingPage) } },
    problems: ['not-found'],
  },
  {
    ...bank,
    method: 'POST',
    path: '/v1/accounts/{id}/deposits',
    summary: 'Put money into an account',
    params: account,
    headers: { 'Idempotency-Key': 'required' },
    body: json(depositBody),
    answers: { 201: { description: 'Posted.', body: json(postingView), headers: ['Idempotency-Replayed'] } },
    problems: ['not-found', 'idempotency-key-reused'],
  },
  {
    ...bank,
    method: 'POST',
    path: '/v1/cards',
    summary: 'Issue a card',
    description:
      'For a card that exists with the same content the answer is 200. A card never changes its account, product or digits.',
    body: json(issueCardBody),
    answers: {
      200: { description: 'It existed already.', body: json(cardView) },
      201: { description: 'Issued.', body: json(cardView) },
    },
    problems: ['already-exists', 'unknown-account'],
  },
  {
    ...bank,
    method: 'GET',
    path: '/v1/cards/{token}',
    summary: 'A card',
    params: card,
    answers: { 200: { description: 'The card.', body: json(cardView) } },
    problems: ['not-found'],
  },
  {
    ...bank,
    method: 'PATCH',
    path: '/v1/cards/{token}',
    summary: 'Block or unblock a card',
    params: card,
    body: json(changeCardBody),
    answers: { 200: { description: 'The card.', body: json(cardView) } },
    problems: ['not-found'],
  },
  {
    ...bank,
    method: 'GET',
    path: '/v1/debts',
    summary: 'The debts of holders, newest first',
    query: debtListQuery,
    answers: { 200: { description: 'A page of debts.', body: json(debtPage) } },
  },
  {
    ...bank,
    method: 'POST',
    path: '/v1/debts/{id}/recovery',
    summary: 'Recover a debt now',
    description:
      'The recovery is a posting of its own kind, and the charge stays declined. A card without debts leaves the deny list.',
    params: debt,
    headers: { 'Idempotency-Key': 'required' },
    answers: {
      201: { description: 'Recovered.', body: json(postingView), headers: ['Idempotency-Replayed'] },
    },
    problems: ['not-found', 'insufficient-funds', 'already-recovered', 'idempotency-key-reused'],
  },
];
