import { Logger } from '@nestjs/common';
import { WakeSignal } from './wake-signal.js';
import type { NoticeCalls } from './notice-calls.js';
import type { CallEnd } from './call-ends.sql.js';
import { SendRate } from './send-rate.js';

/** Twilio gives an account about 100 requests at once. 64 that take 100 ms each are 640 texts a second. */
const CALLS_AT_ONCE = 64;
const POLL_EVERY_MS = 1_000;
/** While calls are under way. What becomes due meanwhile is claimed together. */
const CLAIM_EVERY_MS = 50;
/** A limit of its own, so that look-ups after an outage leave room for new texts. */
const LOOK_UPS_AT_ONCE = 16;

/** Sends due notices: at once after the commit that stored them, and by polling for those that wait. */
export class NoticeSender {
  private readonly logger = new Logger(NoticeSender.name);
  private readonly wakeSignal = new WakeSignal();
  private readonly inFlight = new Set<Promise<void>>();
  private running: Promise<void> | undefined;
  private stopped = false;
  private mayBeDue = true;
  private polledAtMs = -Infinity;
  private claimedAtMs = -Infinity;

  constructor(
    private readonly calls: NoticeCalls,
    private readonly ended: (end: CallEnd) => void = () => undefined,
    private readonly rate = new SendRate(Infinity),
  ) {}

  start(): void {
    this.running = this.run();
  }

  /** Looks for due notices now instead of at the next poll. */
  wake(): void {
    this.mayBeDue = true;
    this.wakeSignal.wake();
  }

  /** Ends after the calls in flight, which take seconds at most. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.wakeSignal.wake();
    await this.running;
    await Promise.all(this.inFlight);
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      try {
        if (performance.now() - this.polledAtMs >= POLL_EVERY_MS) await this.poll();
        if (this.mayClaim()) await this.callDue();
      } catch (error) {
        this.logger.warn(error, 'the database does not answer; trying again');
      }
      await this.wakeSignal.wait(this.pauseMs());
    }
  }

  private async poll(): Promise<void> {
    this.polledAtMs = performance.now();
    this.mayBeDue = true;
    const room = Math.min(LOOK_UPS_AT_ONCE, CALLS_AT_ONCE - this.inFlight.size);
    if (room === 0) return;
    for (const notice of await this.calls.claimUnclear(room))
      this.track(notice.id, this.calls.lookUp(notice));
  }

  /** Only as many as start at once: of a claimed text whose sender dies nobody knows whether it went out. */
  private get room(): number {
    return Math.min(CALLS_AT_ONCE - this.inFlight.size, this.rate.room);
  }

  private mayClaim(): boolean {
    if (!this.mayBeDue || this.room === 0) return false;
    return this.inFlight.size === 0 || performance.now() - this.claimedAtMs >= CLAIM_EVERY_MS;
  }

  private async callDue(): Promise<void> {
    const { room } = this;
    this.mayBeDue = false;
    this.claimedAtMs = performance.now();
    const { examined, calls } = await this.calls.claim(room);
    this.rate.started(calls.length);
    for (const notice of calls) this.track(notice.id, this.calls.call(notice));
    if (examined === room) this.mayBeDue = true;
  }

  private pauseMs(): number {
    if (this.mayClaim()) return 0;
    const now = performance.now();
    const untilPollMs = Math.max(0, this.polledAtMs + POLL_EVERY_MS - now);
    if (!this.mayBeDue || this.inFlight.size >= CALLS_AT_ONCE) return untilPollMs;
    const untilClaimMs = this.claimedAtMs + CLAIM_EVERY_MS - now;
    return Math.min(untilPollMs, untilClaimMs > 0 ? untilClaimMs : CLAIM_EVERY_MS);
  }

  private track(noticeId: string, call: Promise<CallEnd>): void {
    const tracked = call
      .then((end) => this.report(noticeId, end))
      .catch((error: unknown) =>
        this.logger.warn(error, `notice ${noticeId}: its end could not be stored; it will be looked up`),
      )
      .finally(() => {
        this.inFlight.delete(tracked);
        this.wakeSignal.wake();
      });
    this.inFlight.add(tracked);
  }

  /** Logs neither numbers nor texts. */
  private report(noticeId: string, end: CallEnd): void {
    this.ended(end);
    if (end.status === 'sent') this.logger.debug(`notice ${noticeId}: sent`);
    else if (end.status === 'unresolved')
      this.logger.error(`notice ${noticeId}: unresolved, an operator decides (${end.lastError})`);
    else if ('alert' in end)
      this.logger.error(`the provider refuses our account (${end.lastError}): fix the account; notices wait`);
    else this.logger.warn(`notice ${noticeId}: ${end.status} (${end.lastError})`);
  }
}
