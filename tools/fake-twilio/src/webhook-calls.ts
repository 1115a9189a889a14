import { createHmac } from 'node:crypto';
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

/** Calls webhooks as Twilio does, in the background. An address that does not answer is not an error. */
export class WebhookCalls {
  private readonly waiting = new Set<NodeJS.Timeout>();

  constructor(private readonly authToken: string) {}

  /** Calls them in order and at once, unless `behaviour` says otherwise. */
  later(calls: readonly WebhookCall[], behaviour: CallbackBehaviour): void {
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
    try {
      const response = await fetch(webhook.url, {
        method: 'POST',
        headers: { 'x-twilio-signature': signature },
        body: new URLSearchParams(webhook.fields),
        signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      });
      return response.status;
    } catch {
      return null;
    }
  }

  stop(): void {
    for (const timer of this.waiting) clearTimeout(timer);
  }

  private async inOrder(calls: readonly WebhookCall[], forged: boolean): Promise<void> {
    for (const call of calls) await this.call(call, forged);
  }
}
