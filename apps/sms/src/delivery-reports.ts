import { rawSession } from '@peaje/chassis';
import type { SmsDatabase } from './sms-database.js';
import { OPTED_OUT } from './provider-failure.js';
import { suppressNumber } from './sms.sql.js';

export interface DeliveryReport {
  readonly providerId: string;
  readonly status: string;
  readonly errorCode: string | undefined;
  /** Both from the callback address that we sent with the text. */
  readonly noticeId: string | undefined;
  readonly attempt: number | undefined;
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
 * Stores how the delivery of a text ended. The first end counts: reports come late, twice and in any order. A notice that
 * an operator sent again may have two texts: it is delivered when one of them is.
 */
export class DeliveryReports {
  constructor(private readonly prisma: SmsDatabase) {}

  async record(report: DeliveryReport): Promise<void> {
    const { providerId, status, errorCode, noticeId } = report;
    const end = ENDS.get(status);
    if (noticeId !== undefined) await this.learnId(report, noticeId, end);
    if (end === undefined) return;
    const lastError = end === 'delivered' ? null : `twilio-${errorCode ?? status}`;
    await this.prisma.notice.updateMany({
      where: { providerId, status: 'sent' },
      data: { status: end, lastError },
    });
    if (end === 'delivered' && noticeId !== undefined)
      await this.prisma.notice.updateMany({
        where: { id: noticeId, providerId: { not: providerId }, status: { in: ['sent', 'undelivered'] } },
        data: { status: end, providerId, lastError },
      });
    if (errorCode === String(OPTED_OUT)) await this.suppressRecipient(report);
  }

  /**
   * The report came before the answer to our call, or without one, or after the operator's decision: it proves that the
   * provider has the text. Only a failed text proves nothing about a later attempt, and does not stop it.
   */
  private async learnId(
    { providerId, attempt }: DeliveryReport,
    noticeId: string,
    end: End | undefined,
  ): Promise<void> {
    const ofThisAttempt = attempt === undefined ? {} : { attempts: attempt };
    const where =
      end === 'undelivered' ? { status: { in: ['calling', 'unresolved'] }, ...ofThisAttempt } : {};
    await this.prisma.notice.updateMany({
      where: { id: noticeId, providerId: null, ...where },
      data: { status: 'sent', providerId, sentAt: new Date(), lastError: null },
    });
  }

  private async suppressRecipient({ providerId, noticeId }: DeliveryReport): Promise<void> {
    const notice = await this.prisma.notice.findFirst({
      where: { OR: [{ providerId }, ...(noticeId === undefined ? [] : [{ id: noticeId }])] },
      select: { to: true, calledAt: true },
    });
    if (notice?.to == null) return;
    await suppressNumber(rawSession(this.prisma), {
      phone: notice.to,
      reason: `twilio-${OPTED_OUT}`,
      since: notice.calledAt ?? new Date(0),
    });
  }
}
