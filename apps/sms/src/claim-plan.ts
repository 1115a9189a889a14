import { noticeText } from './notice-text.js';
import { retryDelayMs } from './retry-delay.js';
import { ANSWERS_WITHIN_MS } from './sms-provider.js';
import type { DueNotice, PlannedCall, PutOff, RecentTexts } from './sms.sql.js';

export interface ClaimPlan {
  readonly calls: readonly PlannedCall[];
  readonly later: readonly PutOff[];
}

const HOUR_MS = 3_600_000;
/** The time that one way to the database and back may take. */
const MARGIN_MS = 3_000;

/** As long as the calls to the provider may take. After it the owner counts as dead, and a sender looks the text up. */
export const ownedForMs = (questions: number): number => questions * ANSWERS_WITHIN_MS + MARGIN_MS;

/** Decides for each due notice: call the provider now, wait, or never send. Pure. */
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
