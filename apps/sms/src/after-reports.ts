import { OPTED_OUT } from './provider-failure.js';
import type { OptedOut } from './sms.sql.js';

export interface DeliveryReport {
  readonly providerId: string;
  readonly status: string;
  readonly errorCode: string | undefined;
  /** Both from the callback address that we sent with the text. */
  readonly noticeId: string | undefined;
  readonly attempt: number | undefined;
}

/** A notice as it is stored, before or after reports. */
export interface ReportedNotice {
  readonly id: string;
  readonly status: string;
  readonly providerId: string | null;
  readonly lastError: string | null;
  readonly attempts: number;
  readonly to: string | null;
  readonly calledAt: Date | null;
}

export interface ChangedNotice extends ReportedNotice {
  /** The report is the first to say that the text was sent. */
  readonly sentNow: boolean;
}

export interface AfterReports {
  readonly changed: readonly ChangedNotice[];
  readonly optedOut: readonly OptedOut[];
}

type End = 'delivered' | 'undelivered';

/** A Map, because the caller chooses the status: a plain object has `toString`, too. */
const ENDS: ReadonlyMap<string, End> = new Map([
  ['delivered', 'delivered'],
  ['read', 'delivered'],
  ['undelivered', 'undelivered'],
  ['failed', 'undelivered'],
  ['canceled', 'undelivered'],
]);

/**
 * How notices are after these reports, one after another. The first end counts: reports come late, twice and in any
 * order. A notice that an operator sent again may have two texts: it is delivered when one of them is. Pure.
 */
export function afterReports(
  stored: readonly ReportedNotice[],
  reports: readonly DeliveryReport[],
): AfterReports {
  const notices = new Map(stored.map((notice) => [notice.id, notice]));
  const changed = new Map<string, ChangedNotice>();
  const optedOut: OptedOut[] = [];
  const change = (notice: ReportedNotice, to: Partial<ReportedNotice>, sentNow = false): void => {
    const after = { ...notice, ...to, sentNow: sentNow || (changed.get(notice.id)?.sentNow ?? false) };
    notices.set(notice.id, after);
    changed.set(notice.id, after);
  };
  for (const report of reports) {
    const { providerId, status, errorCode, noticeId = '' } = report;
    const end = ENDS.get(status);
    const named = notices.get(noticeId);
    if (named && provesSent(named, report, end))
      change(named, { status: 'sent', providerId, lastError: null }, true);
    if (end === undefined) continue;
    const lastError = end === 'delivered' ? null : `twilio-${errorCode ?? status}`;
    const ofText = [...notices.values()].filter((notice) => notice.providerId === providerId);
    for (const notice of ofText) if (notice.status === 'sent') change(notice, { status: end, lastError });
    if (named && end === 'delivered' && isOtherText(named, providerId))
      change(named, { status: end, providerId, lastError });
    const { to, calledAt } = ofText[0] ?? named ?? { to: null, calledAt: null };
    if (errorCode === String(OPTED_OUT) && to !== null)
      optedOut.push({ phone: to, since: calledAt ?? new Date(0) });
  }
  return { changed: [...changed.values()], optedOut };
}

/**
 * The report came before the answer to our call, or without one, or after the operator's decision: it proves that the
 * provider has the text. Only a failed text proves nothing about a later attempt, and does not stop it.
 */
function provesSent(
  { providerId, status, attempts }: ReportedNotice,
  { attempt = attempts }: DeliveryReport,
  end: End | undefined,
): boolean {
  if (providerId !== null) return false;
  return end !== 'undelivered' || (['calling', 'unresolved'].includes(status) && attempt === attempts);
}

const isOtherText = (notice: ReportedNotice, providerId: string): boolean =>
  notice.providerId !== null &&
  notice.providerId !== providerId &&
  ['sent', 'undelivered'].includes(notice.status);
