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
    summary: 'The notices to holders, about one charge or about all',
    allows: ['bank-operator'],
    query: noticeListQuery,
    answers: { 200: { description: 'A page of notices.', body: json(noticePage) } },
  },
  {
    service: 'sms',
    method: 'POST',
    path: '/v1/notices/{id}/resolution',
    summary: 'Resolve an unresolved notice: send its text again, or drop it',
    allows: ['bank-operator'],
    params: {
      id: {
        description: 'The id of a notice.',
        example: '01a204ef-4271-7bb5-9de3-dfcc51258005.approved.approved',
      },
    },
    body: json(noticeResolutionBody),
    answers: { 200: { description: 'The notice.', body: json(noticeView) } },
    problems: ['not-found', 'already-resolved'],
  },
  {
    service: 'sms',
    method: 'POST',
    path: '/webhooks/twilio/status',
    summary: 'Twilio reports the status of a text',
    allows: 'twilio',
    query: deliveryReportQuery,
    body: form(deliveryReportForm),
    answers: { 204: { description: 'Recorded.' } },
  },
  {
    service: 'sms',
    method: 'POST',
    path: '/webhooks/twilio/inbound',
    summary: 'Twilio forwards a text from a holder: STOP, START and similar',
    allows: 'twilio',
    body: form(inboundTextForm),
    answers: { 200: { description: 'Recorded. There is no reply.', body: { 'text/xml': z.string() } } },
  },
];
