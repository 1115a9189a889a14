import { Logger } from '@nestjs/common';
import { WakeSignal } from './wake-signal.js';
import type { NoticeCalls } from './notice-calls.js';
import type { CallEnd } from './sms.sql.js';

const CONCURRENCY = 8;
const POLL_EVERY_MS = 1_000;
/** A limit of its own, so that look-ups after an outage leave room for new texts. */
const LOOK_UPS_AT_ONCE = 4;

/** Sends due notices: at once after the commit that stored them, and by polling for those that wait. */
export class NoticeSender {
  private readonly logger = new Logger(NoticeSender.name);
  private readonly wakeSignal = new WakeSignal();
  private readonly inFlight = new Set<Promise<void>>();
  private running: Promise<void> | undefined;
  private stopped = false;
  private lookedUpAtMs = -Infinity;

  constructor(
    private readonly calls: NoticeCalls,
    private readonly ended: (end: CallEnd) => void = () => undefined,
  ) {}

  start(): void {
    this.running = this.run();
  }

  /** Looks for due notices now instead of at the next poll. */
  wake(): void {
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
      let more = false;
      try {
        await this.lookUpUnclear();
        more = await this.callDue();
      } catch (error) {
        this.logger.warn(error, 'the database does not answer; trying again');
      }
      if (!more) await this.wakeSignal.wait(POLL_EVERY_MS);
    }
  }

  /** True when more notices may be due and there is room for them. */
  private async callDue(): Promise<boolean> {
    const room = CONCURRENCY - this.inFlight.size;
    if (room === 0) return false;
    const { examined, calls } = await this.calls.claim(room);
    for (const notice of calls) this.track(notice.id, this.calls.call(notice));
    return examined === room && this.inFlight.size < CONCURRENCY;
  }

  private async lookUpUnclear(): Promise<void> {
    const room = Math.min(LOOK_UPS_AT_ONCE, CONCURRENCY - this.inFlight.size);
    if (room === 0 || performance.now() - this.lookedUpAtMs < POLL_EVERY_MS) return;
    this.lookedUpAtMs = performance.now();
    for (const notice of await this.calls.claimUnclear(room))
      this.track(notice.id, this.calls.lookUp(notice));
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
