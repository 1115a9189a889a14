import type { NoticeView } from '@peaje/contracts';
import { isText } from './charge-answer.js';
import type { AnswerForm } from './service.js';

const STATUSES: readonly string[] = [
  'intent',
  'calling',
  'sent',
  'delivered',
  'undelivered',
  'dropped',
  'unresolved',
  'expired',
] satisfies NoticeView['status'][];

/** A notice in an answer of sms, checked by hand as a charge is: `charge-answer` says why, and its spec compares both. */
export const noticeAnswer: AnswerForm<NoticeView> = {
  parse(body) {
    if (isNotice(body)) return body;
    throw new TypeError('not a notice');
  },
};

function isNotice(body: unknown): body is NoticeView {
  const { id, chargeId, template, status, to, text, sentAt } = (body ?? {}) as Partial<NoticeView>;
  return (
    [id, chargeId, template].every(isText) &&
    isText(status) &&
    STATUSES.includes(status) &&
    [to, text, sentAt].every((one) => one === null || isText(one))
  );
}
