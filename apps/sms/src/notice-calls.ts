import { inTransaction } from '@peaje/chassis';
import type { Language } from '@peaje/contracts';
import type pg from 'pg';
import { noticeText } from './notice-text.js';
import type { SmsProvider } from './sms-provider.js';
import {
  claimUnclear,
  endCall,
  lockDueNotices,
  putOff,
  startCalling,
  type CallEnd,
  type CallingNotice,
  type UnclearNotice,
} from './sms.sql.js';

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 5 * 60_000;
const LOOK_UP_AFTER_MS = 1_000;
const LOOK_UP_AGAIN_AFTER_MS = 5_000;
/** A text that the provider took shows in its list by then, if ever. */
const GIVE_UP_AFTER_MS = 15_000;

/** One text, from claim to a known end. Never is a text handed over again whose end is not known. */
export class NoticeCalls {
  constructor(
    private readonly pool: pg.Pool,
    private readonly provider: SmsProvider,
  ) {}

  /** Claims what is due; `examined` may be more than `calls`: of holders not known yet, and too old. */
  async claim(limit: number): Promise<{ examined: number; calls: CallingNotice[] }> {
    return inTransaction(this.pool, async (session) => {
      const due = await lockDueNotices(session, limit);
      const ready = [];
      const later = [];
      for (const { id, template, facts, attempts, expired, phone, language } of due) {
        if (expired) later.push({ id, status: 'expired', delayMs: 0, reason: 'too-old' } as const);
        else if (phone === null)
          later.push({
            id,
            status: 'intent',
            delayMs: retryDelayMs(attempts),
            reason: 'holder-unknown',
          } as const);
        else ready.push({ id, to: phone, text: noticeText(template, language as Language, facts) });
      }
      if (later.length > 0) await putOff(session, later);
      const calls = ready.length > 0 ? await startCalling(session, ready) : [];
      return { examined: due.length, calls };
    });
  }

  async call(notice: CallingNotice): Promise<CallEnd> {
    const result = await this.provider.send({ to: notice.to, body: notice.text });
    return this.end(notice, afterSending(result, notice.attempts));
  }

  claimUnclear(limit: number): Promise<UnclearNotice[]> {
    return claimUnclear(this.pool, limit);
  }

  async lookUp(notice: UnclearNotice): Promise<CallEnd> {
    return this.end(notice, await this.found(notice));
  }

  private async found({ to, text, calledAt, ageMs }: UnclearNotice): Promise<CallEnd> {
    try {
      const providerId = await this.provider.find({ to, body: text }, calledAt);
      if (providerId !== null) return { status: 'sent', providerId };
    } catch (error) {
      const lastError = (error as { code?: string }).code ?? 'look-up-failed';
      return { status: 'calling', lastError, delayMs: LOOK_UP_AGAIN_AFTER_MS };
    }
    return ageMs < GIVE_UP_AFTER_MS
      ? { status: 'calling', lastError: 'not-found-yet', delayMs: LOOK_UP_AGAIN_AFTER_MS }
      : { status: 'unresolved', lastError: 'not-found' };
  }

  private async end(notice: CallingNotice, end: CallEnd): Promise<CallEnd> {
    await endCall(this.pool, notice, end);
    return end;
  }
}

function afterSending(result: Awaited<ReturnType<SmsProvider['send']>>, attempts: number): CallEnd {
  switch (result.outcome) {
    case 'sent':
      return { status: 'sent', providerId: result.providerId };
    case 'not-sent':
      return { status: 'intent', lastError: result.code, delayMs: retryDelayMs(attempts) };
    case 'refused':
      return { status: 'dropped', lastError: result.code };
    case 'unclear':
      return { status: 'calling', lastError: result.code, delayMs: LOOK_UP_AFTER_MS };
  }
}

/** Doubling, with jitter: what failed together need not come back together. */
function retryDelayMs(attempts: number): number {
  const delayMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempts, 16));
  return Math.round(delayMs * (0.75 + Math.random() / 2));
}
