import { z } from 'zod';
import { page } from '../lists.js';
import { json, type RouteContract } from '../route.js';
import {
  deliveryReportForm,
  deliveryReportQuery,
  inboundTextForm,
  noticeListQuery,
  noticeResolutionBody,
  noticeView,
} from '../sms.js';

export const noticePage = page(noticeView);

const form = (schema: z.ZodType) => ({ 'application/x-www-form-urlencoded': schema });

export const smsRoutes: readonly RouteContract[] = [
  {
    service: 'sms',
    method: 'GET',
    path: '/v1/notices',
    summary: 'What holders were told, about one charge or about all',
    allows: ['bank-operator'],
    query: noticeListQuery,
    answers: { 200: { description: 'A page of notices.', body: json(noticePage) } },
  },
  {
    service: 'sms',
    method: 'POST',
    path: '/v1/notices/{id}/resolution',
    summary: 'An operator decides what nobody knows: send the text again, or leave it',
    allows: ['bank-operator'],
    params: {
      id: {
        description: 'The id of a notice.',
        example: '01a204ef-4271-7bb5-9de3-dfcc51258005.approved.approved',
      },
    },
    body: json(noticeResolutionBody),
    answers: { 200: { description: 'As it is now.', body: json(noticeView) } },
    problems: ['not-found', 'already-resolved'],
  },
  {
    service: 'sms',
    method: 'POST',
    path: '/webhooks/twilio/status',
    summary: 'Twilio tells what became of a text',
    allows: 'twilio',
    query: deliveryReportQuery,
    body: form(deliveryReportForm),
    answers: { 204: { description: 'Noted.' } },
  },
  {
    service: 'sms',
    method: 'POST',
    path: '/webhooks/twilio/inbound',
    summary: 'Twilio passes on a text of a holder: STOP, START and the like',
    allows: 'twilio',
    body: form(inboundTextForm),
    answers: { 200: { description: 'Noted; nothing to say.', body: { 'text/xml': z.string() } } },
  },
];
