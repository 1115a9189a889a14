import type { NoticeStatus, NoticeView } from '@peaje/contracts';
import { green, grey, type Printable, red, text, yellow } from './printable.js';
import { table } from './table.js';

/** In order of time. `hasOlder`: there are more, which were not asked for. Pure. */
export function noticesText(notices: readonly NoticeView[], hasOlder: boolean, width?: number): Printable {
  if (notices.length === 0) return text`There are no such notices.`;
  const shown = table(
    [
      { head: 'charge' },
      { head: 'text' },
      { head: 'status' },
      { head: 'to', narrow: 'omit' },
      { head: 'sent', narrow: 'omit' },
    ],
    notices.map(({ chargeId, template, status, to, sentAt }) => [
      chargeId,
      template,
      noticeStatusText(status),
      to ?? grey('–'),
      sentAt?.replace('T', ' ') ?? grey('–'),
    ]),
    width,
  );
  return hasOlder ? text`${shown}\n\n${grey(`There are older ones: --max ${2 * notices.length}`)}` : shown;
}

/** `words`: what is shown instead of the status itself. */
export function noticeStatusText(status: NoticeStatus, words: string = status): Printable {
  if (status === 'sent' || status === 'delivered') return green(words);
  if (status === 'unresolved' || status === 'undelivered') return red(words);
  return yellow(words);
}
