import { Agent } from 'node:http';
import twilio from 'twilio';
import type RequestClient from 'twilio/lib/base/RequestClient.js';
import type { MessageInstance, MessagePage } from 'twilio/lib/rest/api/v2010/account/message.js';
import { failureOf } from './provider-failure.js';
import { gated, SendGate, throughGate } from './send-gate.js';
import type { SendRate } from './send-rate.js';
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
/** No number gets more texts than this in the life of a notice. */
const LOOK_AT_MOST_AT = 1_000;
/** Twilio lists the newest first, and mostly the text is one of these. */
const PAGE_SIZE = 100;
const TOO_MANY_REQUESTS = 429;
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

  constructor(
    private readonly options: TwilioOptions,
    private readonly rate?: SendRate,
  ) {
    super();
    const { accountSid, authToken } = options;
    this.client = twilio(accountSid, authToken, { httpClient: new RedirectedClient(options, rate) });
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
      if (failure.outcome === 'not-sent' && isAnswer(error)) this.rate?.refused();
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
      return await inTime(
        this.firstListed(to, (m) => m.dateCreated.getTime() >= oldestMs && m.body.includes(body)),
      );
    } catch (error) {
      throw new NoAnswerError(failureOf(error).code);
    }
  }

  /** Page by page, because it may be on the first. */
  private async firstListed(to: string, isIt: (message: MessageInstance) => boolean): Promise<string | null> {
    let page: Pick<MessagePage, 'instances' | 'nextPage'>;
    page = await this.client.messages.page({ to, pageSize: PAGE_SIZE });
    for (let looked = page.instances.length; ; looked += page.instances.length) {
      const found = page.instances.find(isIt);
      if (found) return found.sid;
      const next = looked < LOOK_AT_MOST_AT ? await page.nextPage() : undefined;
      if (!next) return null;
      page = next;
    }
  }
}

const isAnswer = (error: unknown): boolean => typeof (error as { status?: unknown }).status === 'number';

/** The SDK has no option for another host. */
class RedirectedClient extends twilio.RequestClient {
  private readonly baseUrl: string | undefined;

  constructor(
    { timeoutMs: timeout = TIMEOUT_MS, baseUrl }: TwilioOptions,
    private readonly rate: SendRate | undefined,
  ) {
    const connections = {
      // The SDK's agent for a proxy does not keep connections, and would leave them open.
      keepAlive: !process.env['HTTP_PROXY'],
      // A request that waits for another's connection would pass no gate.
      maxSockets: Infinity,
      maxTotalSockets: Infinity,
      maxFreeSockets: Infinity,
      timeout,
    };
    super(connections);
    this.baseUrl = baseUrl;
    gated(this.axios.defaults.httpsAgent as Agent);
    this.axios.defaults.httpAgent = gated(new Agent(connections));
  }

  override async request<TData>(options: RequestClient.RequestOptions<TData>) {
    const response = await super.request<TData>({ ...options, uri: this.redirected(options.uri) });
    if (response.statusCode === TOO_MANY_REQUESTS) this.rate?.refused(retryAfterMs(response.headers));
    return response;
  }

  private redirected(uri: string): string {
    if (this.baseUrl === undefined) return uri;
    const { pathname, search } = new URL(uri);
    return new URL(`${pathname}${search}`, this.baseUrl).href;
  }
}

/** Undefined when the header is missing, or names a date. */
function retryAfterMs(headers: unknown): number | undefined {
  const seconds = (headers as Record<string, unknown> | undefined)?.['retry-after'];
  return typeof seconds === 'string' && /^\d+$/.test(seconds) ? Number(seconds) * 1_000 : undefined;
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
