import { rawSession } from '@peaje/chassis';
import type { NoticeResolutionBody } from '@peaje/contracts';
import { Refusal, type Clock } from '@peaje/kernel';
import { insertOutbox, operationRow, type Relay } from '@peaje/messaging';
import type { Notice } from './db/generated/client.js';
import type { SmsDatabase } from './sms-database.js';
import type { NoticeSender } from './notice-sender.js';

export interface Resolution extends NoticeResolutionBody {
  readonly noticeId: string;
  readonly operator: string;
}

const THEN = {
  'send-again': { status: 'intent', lastError: null },
  drop: { status: 'dropped', lastError: 'operator-decided' },
} as const;

/** Nobody knows whether an *unresolved* text went out. An operator decides, and the audit record keeps the decision. */
export class NoticeResolutions {
  constructor(
    private readonly prisma: SmsDatabase,
    private readonly relay: Relay,
    private readonly sender: NoticeSender,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal not-found, already-resolved */
  async resolve({ noticeId, operator, decision, reason }: Resolution): Promise<Notice> {
    const details = { noticeId, decision };
    const row = operationRow(
      { group: 'sms', operation: 'resolve-notice', operator, reason, details },
      this.clock.now(),
    );
    const notice = await this.prisma.$transaction(async (tx) => {
      const { count } = await tx.notice.updateMany({
        where: { id: noticeId, status: 'unresolved' },
        data: { ...THEN[decision], dueAt: new Date(0) },
      });
      const found = await tx.notice.findUnique({ where: { id: noticeId } });
      if (!found) throw notFound();
      if (count === 0) throw alreadyResolved(found.status);
      await insertOutbox(rawSession(tx), [row]);
      return found;
    });
    this.relay.offer([row]);
    this.sender.wake();
    return notice;
  }
}

const notFound = () =>
  new Refusal('not-found', { detail: 'there is no notice with this id: GET /v1/notices lists them' });

const alreadyResolved = (status: string) =>
  new Refusal('already-resolved', {
    detail: `this notice is ${status}: only an unresolved one waits for a decision; nothing was changed`,
  });
