import type { SmsDatabase } from './sms-database.js';
import { OPTED_OUT } from './provider-failure.js';

export interface DeliveryReport {
  readonly providerId: string;
  readonly status: string;
  readonly errorCode: string | undefined;
  /** From the callback address that we sent with the text. */
  readonly noticeId: string | undefined;
}

/** A Map, because the caller chooses the status: a plain object has `toString`, too. */
const ENDS: ReadonlyMap<string, 'delivered' | 'undelivered'> = new Map([
  ['delivered', 'delivered'],
  ['undelivered', 'undelivered'],
  ['failed', 'undelivered'],
]);

/** Stores how the delivery of a text ended. The first end counts: reports come late, twice and in any order. */
export class DeliveryReports {
  constructor(private readonly prisma: SmsDatabase) {}

  async record({ providerId, status, errorCode, noticeId }: DeliveryReport): Promise<void> {
    if (noticeId !== undefined) await this.learnId(noticeId, providerId);
    const end = ENDS.get(status);
    if (end === undefined) return;
    const lastError = end === 'delivered' ? null : `twilio-${errorCode ?? status}`;
    await this.prisma.notice.updateMany({
      where: { providerId, status: 'sent' },
      data: { status: end, lastError },
    });
    if (errorCode === String(OPTED_OUT)) await this.suppressRecipient(providerId);
  }

  /** The report came before the answer to our call, or without one: it proves that the provider has the text. */
  private async learnId(noticeId: string, providerId: string): Promise<void> {
    await this.prisma.notice.updateMany({
      where: { id: noticeId, providerId: null, status: { in: ['calling', 'unresolved'] } },
      data: { status: 'sent', providerId, sentAt: new Date(), lastError: null },
    });
  }

  private async suppressRecipient(providerId: string): Promise<void> {
    const notice = await this.prisma.notice.findFirst({ where: { providerId }, select: { to: true } });
    if (notice?.to == null) return;
    const data = [{ phone: notice.to, reason: `twilio-${OPTED_OUT}` }];
    await this.prisma.suppressedNumber.createMany({ data, skipDuplicates: true });
  }
}
