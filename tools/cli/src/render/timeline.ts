import type { NoticeStatus } from '@peaje/contracts';
import { positionText } from '../kafka/record-view.js';
import { type ChargeFacts, waitingFor } from '../watch/charge-facts.js';
import { timeline, type TimelineEvent } from '../watch/timeline.js';
import { cardText, money, verdict, whereText } from './charge.js';
import { noticeStatusText } from './notices.js';
import { bold, grey, lines, type Part, type Printable, text, yellow } from './printable.js';
import { table } from './table.js';

/** The timeline of one charge, from the till to the text. Pure. */
export function timelineText(facts: ChargeFacts, width?: number): Printable {
  const { charge } = facts;
  const missing = waitingFor(facts);
  const events = table(
    [
      { head: 'after', align: 'right' },
      { head: 'source' },
      { head: 'event', narrow: 'wrap' },
      { head: 'where' },
      { head: 'audit', narrow: 'omit' },
    ],
    timeline(facts).map((event) => row(event, charge.requestedAt)),
    width,
  );
  const who = text`${money(charge)}  ${cardText(charge)}  ${whereText(charge)}`;
  const head = text`${bold(charge.id)}  ${who}`;
  return lines([
    head.width <= (width ?? head.width) ? head : lines([bold(charge.id), who]),
    verdict(charge),
    '',
    events,
    ...(missing.length === 0 ? [] : ['', grey(`waiting for ${missing.join(', ')}`)]),
  ]);
}

function row(event: TimelineEvent, since: string): Part[] {
  const after = event.at === null ? grey('–') : elapsed(since, event.at);
  switch (event.by) {
    case 'pos':
      return [
        after,
        event.by,
        event.what,
        event.afterMs === undefined ? '' : `answered in ${event.afterMs} ms`,
        '',
      ];
    case 'kafka':
      return [
        after,
        event.by,
        event.what,
        positionText(event),
        event.audit ? `#${event.audit.seq}` : yellow('not yet'),
      ];
    case 'debit':
      return [after, event.by, event.what, event.balanceAfter ? `balance ${event.balanceAfter}` : '', ''];
    case 'sms':
      return [
        after,
        event.by,
        event.what,
        event.to === null ? noticeText(event.status) : text`${event.to} ${noticeText(event.status)}`,
        '',
      ];
  }
}

/** The states of a notice in words that a person knows. `notices --json` has the words of the contract. */
const NOTICE_WORDS = {
  intent: 'will be sent',
  calling: 'is being sent',
  sent: 'sent',
  delivered: 'delivered',
  undelivered: 'not delivered',
  dropped: 'given up by an operator',
  unresolved: 'sent or not: an operator must say',
  expired: 'too old to send',
} as const satisfies Record<NoticeStatus, string>;

const noticeText = (status: NoticeStatus): Printable => noticeStatusText(status, NOTICE_WORDS[status]);

/** `12 ms`, `3.4 s`, `2 h`: one unit and few digits. */
export function elapsed(since: string, until: string): string {
  const ms = Date.parse(until) - Date.parse(since);
  if (Number.isNaN(ms)) return '–';
  if (Math.abs(ms) < 10_000) return `${ms} ms`;
  if (Math.abs(ms) < 600_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (Math.abs(ms) < 36_000_000) return `${Math.round(ms / 60_000)} min`;
  return `${Math.round(ms / 3_600_000)} h`;
}
