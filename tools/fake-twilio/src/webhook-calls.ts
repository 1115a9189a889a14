import { createHmac } from 'node:crypto';
import * as http from 'node:http';
import * as https from 'node:https';
import type { CallbackBehaviour } from './switches.js';

export interface WebhookCall {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** HMAC-SHA1 over the address and every field, sorted by name. Our own code, so it checks the SDK's. */
export function signatureOf(authToken: string, { url, fields }: WebhookCall): string {
  const signed = Object.keys(fields)
    .sort()
    .reduce((text, name) => text + name + fields[name], url);
  return createHmac('sha1', authToken).update(signed).digest('base64');
}

const FORGED_WITH = 'somebody-elses-token';
const ANSWER_TIMEOUT_MS = 5_000;
const CONNECTIONS = { keepAlive: true, maxSockets: 96 };
/** More reports than these are lost while no webhook answers. */
const MOST_TEXTS_WAITING = 10_000;

/** Calls webhooks as Twilio does, in the background. An address that does not answer is not an error. */
export class WebhookCalls {
  private readonly waiting = new Set<NodeJS.Timeout>();
  private readonly http = new http.Agent(CONNECTIONS);
  private readonly https = new https.Agent(CONNECTIONS);
  private texts = 0;

  constructor(private readonly authToken: string) {}

  /** Calls them in order and at once, unless `behaviour` says otherwise. */
  later(calls: readonly WebhookCall[], behaviour: CallbackBehaviour): void {
    if (this.texts >= MOST_TEXTS_WAITING) return;
    this.texts += 1;
    const all = behaviour.doubled ? calls.flatMap((call) => [call, call]) : [...calls];
    if (behaviour.shuffled) all.reverse();
    const timer = setTimeout(() => {
      this.waiting.delete(timer);
      void this.inOrder(all, behaviour.forged);
    }, behaviour.lateMs);
    this.waiting.add(timer);
  }

  /** Returns the status of the answer. Null: there was no answer. */
  async call(webhook: WebhookCall, forged = false): Promise<number | null> {
    const signature = signatureOf(forged ? FORGED_WITH : this.authToken, webhook);
    return this.post(webhook, signature);
  }

  stop(): void {
    for (const timer of this.waiting) clearTimeout(timer);
    this.http.destroy();
    this.https.destroy();
  }

  private async inOrder(calls: readonly WebhookCall[], forged: boolean): Promise<void> {
    for (const call of calls) await this.call(call, forged);
    this.texts -= 1;
  }

  private post({ url, fields }: WebhookCall, signature: string): Promise<number | null> {
    const { promise, resolve } = Promise.withResolvers<number | null>();
    const body = new URLSearchParams(fields).toString();
    const headers = {
      'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
      'content-length': Buffer.byteLength(body),
      'x-twilio-signature': signature,
    };
    const isSecure = url.startsWith('https:');
    const request = (isSecure ? https : http).request(url, {
      method: 'POST',
      headers,
      agent: isSecure ? this.https : this.http,
      timeout: ANSWER_TIMEOUT_MS,
    });
    request.on('response', (response) => {
      response.resume();
      response.on('close', () => resolve(response.complete ? response.statusCode! : null));
    });
    request.on('timeout', () => request.destroy());
    // The webhook closed the connection while it was idle: a new one gets the call.
    request.on('error', (error: NodeJS.ErrnoException) =>
      resolve(
        request.reusedSocket && error.code === 'ECONNRESET' ? this.post({ url, fields }, signature) : null,
      ),
    );
    request.end(body);
    return promise;
  }
}
