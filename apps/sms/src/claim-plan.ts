import { noticeText } from './notice-text.js';
import { retryDelayMs } from './retry-delay.js';
import { ANSWERS_WITHIN_MS } from './sms-provider.js';
import type { DueNotice, PlannedCall, PutOff, RecentTexts } from './sms.sql.js';

export interface ClaimPlan {
  readonly calls: readonly PlannedCall[];
  readonly later: readonly PutOff[];
}

const HOUR_MS = 3_600_000;
/** For the way to the database and back. */
const MARGIN_MS = 3_000;

/** As long as the questions to the provider may take: after it the owner is dead and somebody looks it up. */
export const ownedForMs = (questions: number): number => questions * ANSWERS_WITHIN_MS + MARGIN_MS;

/** What is called now, what waits, and what never will be. */
export function claimPlan(
  due: readonly DueNotice[],
  recent: ReadonlyMap<string, RecentTexts>,
  perPhonePerHour: number,
): ClaimPlan {
  const calls: PlannedCall[] = [];
  const later: PutOff[] = [];
  const texted = new Map([...recent].map(([phone, { count }]) => [phone, count]));
  for (const notice of due) {
    const { id, phone, language, attempts, suppressed, template, facts, expired, lookFirst } = notice;
    const never = (status: 'expired' | 'dropped', reason: string) =>
      later.push({ id, status, delayMs: 0, reason });
    const wait = (delayMs: number, reason: string) => later.push({ id, status: 'intent', delayMs, reason });
    if (expired) never('expired', 'too-old');
    else if (phone === null || language === null) wait(retryDelayMs(attempts), 'holder-unknown');
    else if (suppressed !== null) never('dropped', suppressed);
    else if ((texted.get(phone) ?? 0) >= perPhonePerHour)
      wait(Math.max(1_000, Math.ceil(recent.get(phone)?.freeInMs ?? HOUR_MS)), 'too-many-an-hour');
    else {
      texted.set(phone, (texted.get(phone) ?? 0) + 1);
      const text = noticeText(template, language, facts);
      calls.push({ id, to: phone, text, ownedForMs: ownedForMs(lookFirst ? 2 : 1) });
    }
  }
  return { calls, later };
}
