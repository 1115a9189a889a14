import { GroupCommit, inTransaction } from '@peaje/chassis';
import type pg from 'pg';
import { endCalls, type CallEnd, type EndedCall } from './call-ends.sql.js';
import { claimPlan, ownedForMs } from './claim-plan.js';
import { OPTED_OUT } from './provider-failure.js';
import { retryDelayMs } from './retry-delay.js';
import type { SendResult, SmsProvider } from './sms-provider.js';
import {
  claimUnclear,
  holdClaims,
  lockDueNotices,
  lockRecentTexts,
  putOff,
  startCalling,
  suppressNumbers,
  type CallingNotice,
  type OwnedNotice,
  type UnclearNotice,
} from './sms.sql.js';

/** Nobody waits for an end, and until it is stored the row is looked after. */
const STORES_ENDS_EVERY_MS = 50;
const ANSWER_COUNTS_FOR_MS = 1_000;
const LOOK_UP_AFTER_MS = 1_000;
const LOOK_UP_AGAIN_AFTER_MS = 5_000;
/** By then the provider lists a text that it accepted. */
const UNRESOLVED_AFTER_MS = 20_000;

/** A claimed notice. `lookFirst`: the moment since which a sender may have texted it; null when surely none has. */
export interface ClaimedNotice extends OwnedNotice {
  readonly lookFirst: Date | null;
}

/** Brings one text from its claim to a known end. It never sends a text again whose end is not known. */
export class NoticeCalls {
  /** Calls that start together ask together. */
  private readonly claims: GroupCommit<OwnedNotice, boolean>;
  private readonly ends: GroupCommit<EndedCall, CallEnd>;

  constructor(
    private readonly pool: pg.Pool,
    private readonly provider: SmsProvider,
    private readonly perPhonePerHour: number,
  ) {
    this.claims = new GroupCommit((claims) => holdClaims(pool, claims));
    this.ends = new GroupCommit((ended) => this.storeEnds(ended), {
      everyMs: STORES_ENDS_EVERY_MS,
      keyOf: ({ notice }) => notice.id,
    });
  }

  /** Claims due notices. `examined` counts those besides that wait or are never sent. */
  async claim(limit: number): Promise<{ examined: number; calls: ClaimedNotice[] }> {
    return inTransaction(this.pool, async (session) => {
      const due = await lockDueNotices(session, limit);
      const phones = due.flatMap(({ phone }) => phone ?? []);
      const isLimited = phones.length > 0 && this.perPhonePerHour < Infinity;
      const recent = isLimited ? await lockRecentTexts(session, phones) : new Map();
      const plan = claimPlan(due, recent, this.perPhonePerHour);
      if (plan.later.length > 0) await putOff(session, plan.later);
      const calls = plan.calls.length > 0 ? await startCalling(session, plan.calls) : [];
      const since = new Map(due.map(({ id, lookFirst, eventTime }) => [id, lookFirst ? eventTime : null]));
      return {
        examined: due.length,
        calls: calls.map((call) => ({ ...call, lookFirst: since.get(call.id) ?? null })),
      };
    });
  }

  async call(notice: ClaimedNotice): Promise<CallEnd> {
    const before = notice.lookFirst === null ? null : await this.sentBefore(notice, notice.lookFirst);
    return this.end(notice, before ?? (await this.sent(notice)));
  }

  claimUnclear(limit: number): Promise<UnclearNotice[]> {
    return claimUnclear(this.pool, { limit, ownedForMs: ownedForMs(1) });
  }

  async lookUp(notice: UnclearNotice): Promise<CallEnd> {
    return this.end(notice, await this.found(notice));
  }

  /** After a lost database was rebuilt, only the provider knows which texts went out. */
  private async sentBefore({ to, text, attempts }: ClaimedNotice, since: Date): Promise<CallEnd | null> {
    try {
      const providerId = await this.provider.find({ to, body: text }, since);
      return providerId === null ? null : { status: 'sent', providerId };
    } catch (error) {
      return { status: 'intent', lastError: codeOf(error), delayMs: retryDelayMs(attempts) };
    }
  }

  private async sent(notice: ClaimedNotice): Promise<CallEnd> {
    const { id, to, text, attempts } = notice;
    const newText = { to, body: text, noticeId: id, attempt: attempts };
    const result = await this.provider.send(newText, () => this.stillOurs(notice));
    return afterSending(result, attempts);
  }

  /** A process that thaws reads an old answer: after this time it no longer counts. */
  private async stillOurs(notice: ClaimedNotice): Promise<boolean> {
    const askedAtMs = performance.now();
    const isOurs = await this.claims.run(notice);
    return isOurs && performance.now() - askedAtMs < ANSWER_COUNTS_FOR_MS;
  }

  private async found({ to, text, calledAt, ageMs }: UnclearNotice): Promise<CallEnd> {
    try {
      const providerId = await this.provider.find({ to, body: text }, calledAt);
      if (providerId !== null) return { status: 'sent', providerId };
    } catch (error) {
      return { status: 'calling', lastError: codeOf(error), delayMs: LOOK_UP_AGAIN_AFTER_MS };
    }
    return ageMs < UNRESOLVED_AFTER_MS
      ? { status: 'calling', lastError: 'not-found-yet', delayMs: LOOK_UP_AGAIN_AFTER_MS }
      : { status: 'unresolved', lastError: 'not-found' };
  }

  private end(notice: CallingNotice, end: CallEnd): Promise<CallEnd> {
    return this.ends.run({ notice, end });
  }

  private async storeEnds(ended: readonly EndedCall[]): Promise<CallEnd[]> {
    const optedOut = ended
      .filter(({ end }) => 'optedOut' in end)
      .map(({ notice: { to, calledAt } }) => ({ phone: to, since: calledAt }));
    await inTransaction(this.pool, async (session) => {
      await endCalls(session, ended);
      if (optedOut.length > 0) await suppressNumbers(session, optedOut, `twilio-${OPTED_OUT}`);
    });
    return ended.map(({ end }) => end);
  }
}

function afterSending(result: SendResult, attempts: number): CallEnd {
  switch (result.outcome) {
    case 'sent':
      return { status: 'sent', providerId: result.providerId };
    case 'not-sent':
      return { status: 'intent', lastError: result.code, delayMs: retryDelayMs(attempts) };
    case 'misconfigured':
      return { status: 'intent', lastError: result.code, delayMs: retryDelayMs(attempts), alert: true };
    case 'refused':
      return { status: 'dropped', lastError: result.code };
    case 'opted-out':
      return { status: 'dropped', lastError: result.code, optedOut: true };
    case 'unclear':
      return { status: 'calling', lastError: result.code, delayMs: LOOK_UP_AFTER_MS };
  }
}

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? 'look-up-failed';
