import { Agent } from 'node:http';
import twilio from 'twilio';
import type RequestClient from 'twilio/lib/base/RequestClient.js';
import { failureOf } from './provider-failure.js';
import { gated, SendGate, throughGate } from './send-gate.js';
import { ANSWERS_WITHIN_MS, SmsProvider, type NewText, type SendResult, type Text } from './sms-provider.js';

export interface TwilioOptions {
  readonly accountSid: string;
  readonly authToken: string;
  readonly from: string;
  readonly baseUrl?: string | undefined;
  /** The address for Twilio's delivery reports; without it Twilio sends none. */
  readonly statusUrl?: string | undefined;
  readonly timeoutMs?: number;
}

/** The SDK restarts this timeout with every byte; `ANSWERS_WITHIN_MS` is a deadline for the whole call. */
const TIMEOUT_MS = 10_000;
/** Twilio's clock and the database's clock may differ by this much. */
const CLOCK_SKEW_MS = 5 * 60_000;
/** Twilio's largest page. No number gets more texts than this in the life of a notice. */
const LOOK_AT_MOST_AT = 1_000;
const MESSAGE_SID = /^(SM|MM)[0-9a-f]{32}$/i;

/** Twilio gave no answer. This leaves out its error, which holds number and text. */
class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';

  constructor(readonly code: string) {
    super(`Twilio did not say (${code}): ask again`);
  }
}

export class TwilioSms extends SmsProvider {
  private readonly client: ReturnType<typeof twilio>;

  constructor(private readonly options: TwilioOptions) {
    super();
    const { accountSid, authToken, baseUrl, timeoutMs = TIMEOUT_MS } = options;
    this.client = twilio(accountSid, authToken, { httpClient: new RedirectedClient(timeoutMs, baseUrl) });
  }

  async send(text: NewText, mayLeave = async () => true): Promise<SendResult> {
    const { to, body } = text;
    const { from } = this.options;
    const gate = new SendGate(mayLeave);
    try {
      const { sid } = await inTime(
        throughGate(gate, () =>
          this.client.messages.create({ to, body, from, ...this.statusCallback(text) }),
        ),
      );
      return MESSAGE_SID.test(sid)
        ? { outcome: 'sent', providerId: sid }
        : { outcome: 'unclear', code: 'no-message-id' };
    } catch (error) {
      const failure = failureOf(error);
      return gate.shut() ? failure : { outcome: 'not-sent', code: failure.code };
    }
  }

  /** The address names notice and attempt, so a report counts even when our call had no answer. */
  private statusCallback({ noticeId, attempt }: NewText): { statusCallback?: string } {
    const { statusUrl } = this.options;
    if (!statusUrl) return {};
    const names = { notice: noticeId, ...(attempt === undefined ? {} : { attempt: String(attempt) }) };
    return { statusCallback: `${statusUrl}?${new URLSearchParams(names)}` };
  }

  /**
   * Twilio keeps no reference of ours, so the text itself is the reference: it names charge and amount. The
   * query has no filter by day of sending, because a message that still waits at Twilio has none. A trial
   * account puts words before the text.
   */
  async find({ to, body }: Text, since: Date): Promise<string | null> {
    const oldestMs = since.getTime() - CLOCK_SKEW_MS;
    try {
      const messages = await inTime(
        this.client.messages.list({ to, limit: LOOK_AT_MOST_AT, pageSize: LOOK_AT_MOST_AT }),
      );
      const found = messages.find((m) => m.dateCreated.getTime() >= oldestMs && m.body.includes(body));
      return found?.sid ?? null;
    } catch (error) {
      throw new NoAnswerError(failureOf(error).code);
    }
  }
}

/** The SDK has no option for another host. */
class RedirectedClient extends twilio.RequestClient {
  constructor(
    timeoutMs: number,
    private readonly baseUrl: string | undefined,
  ) {
    // A connection for each text: the reset of a reused one would look like a text that may have left.
    super({ timeout: timeoutMs, keepAlive: false });
    gated(this.axios.defaults.httpsAgent as Agent);
    this.axios.defaults.httpAgent = gated(new Agent({ timeout: timeoutMs }));
  }

  override request<TData>(options: RequestClient.RequestOptions<TData>) {
    return super.request<TData>({ ...options, uri: this.redirected(options.uri) });
  }

  private redirected(uri: string): string {
    if (this.baseUrl === undefined) return uri;
    const { pathname, search } = new URL(uri);
    return new URL(`${pathname}${search}`, this.baseUrl).href;
  }
}

async function inTime<T>(answer: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new NoAnswerError('deadline')), ANSWERS_WITHIN_MS);
  try {
    return await Promise.race([answer, promise]);
  } finally {
    clearTimeout(timer);
  }
}
