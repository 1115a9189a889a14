import { noticeView, type May, type NoticeView, type PhoneQuery, type PhoneView } from '@peaje/contracts';
import { Refusal } from '@peaje/kernel';
import { z } from 'zod';
import type { BoardKeys } from './board-keys.js';
import { ServiceSilentError, type ServiceClient } from './service-client.js';

const MOST_TEXTS = 20;
const NEWEST_NOTICES = '/v1/notices?order=newest&limit=200';

const account = z.object({ holder: z.object({ phone: z.string() }).nullable() });
const received = z.object({
  items: z.array(z.object({ sid: z.string(), body: z.string(), receivedAt: z.string() })),
});
const notices = z.object({ items: z.array(noticeView) });

/** The telephone of a holder: what the fake Twilio has received for its number. */
export class Phone {
  constructor(
    private readonly services: ServiceClient,
    private readonly keys: BoardKeys,
    /** Of the fake Twilio. Undefined: texts go to the real Twilio. */
    private readonly url: string | undefined,
  ) {}

  may(): May {
    if (this.url === undefined) return { allowed: false, why: REAL_TWILIO };
    return this.keys.mayRead('own');
  }

  /** @throws Refusal not-found, forbidden, not-ready */
  async texts({ accountId }: PhoneQuery): Promise<PhoneView> {
    if (this.url === undefined) throw new Refusal('not-found', { detail: REAL_TWILIO });
    this.keys.of('own');
    const number = await this.numberOf(accountId);
    if (number === null) return { items: [] };
    const [texts, told] = await Promise.all([this.receivedAt(this.url, number), this.toldOfLate()]);
    return {
      items: texts.map(({ sid, body, receivedAt }) => {
        const notice = told.find(({ text }) => text === body);
        return {
          id: sid,
          accountId,
          chargeId: notice?.chargeId ?? null,
          template: notice?.template ?? null,
          text: body,
          at: receivedAt,
          status: notice?.status ?? null,
        };
      }),
    };
  }

  /** It never goes to the page. Null: the account has no holder. */
  private async numberOf(accountId: string): Promise<string | null> {
    try {
      const path = `/v1/accounts/${encodeURIComponent(accountId)}`;
      return (await this.services.read('debit', path, account)).holder?.phone ?? null;
    } catch (error) {
      throw error instanceof ServiceSilentError ? silent('debit') : error;
    }
  }

  private async receivedAt(url: string, number: string) {
    const path = `/messages?to=${encodeURIComponent(number)}&limit=${MOST_TEXTS}`;
    // No key: the fake Twilio knows none.
    const response = await fetch(url + path, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
    if (response?.status !== 200) throw silent('the fake Twilio');
    return received.parse(await response.json()).items;
  }

  /** Which text is of which charge. The texts are there without it. */
  private async toldOfLate(): Promise<readonly NoticeView[]> {
    return this.services.read('sms', NEWEST_NOTICES, notices).then(
      ({ items }) => items,
      () => [],
    );
  }
}

const REAL_TWILIO = 'texts go to the real Twilio, so only the telephone itself shows them';

const silent = (name: string): Refusal =>
  new Refusal('not-ready', { detail: `${name} does not answer the board: try again`, retryAfterSeconds: 1 });
