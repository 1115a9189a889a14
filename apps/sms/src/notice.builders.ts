import { encode, holders, type ChargeOutcomeEvent, type HolderEvent, type Tombstone } from '@peaje/contracts';
import { newId } from '@peaje/kernel';
import { outcomeEvent } from '@peaje/testing';
import type pg from 'pg';
import { HoldersConsumer } from './holders.consumer.js';
import { NoticeCalls } from './notice-calls.js';
import { NoticeSender } from './notice-sender.js';
import { NoticesConsumer } from './notices.consumer.js';
import type { SendRate } from './send-rate.js';
import { SmsProvider, type SendResult } from './sms-provider.js';
import { TwilioSms, type TwilioOptions } from './sms-provider.twilio.js';

let accounts = 0;
/** For specs: an account and a phone number of its own. */
export function newAccount(): { accountId: string; phone: string } {
  const number = String(++accounts).padStart(4, '0');
  return { accountId: `acc_${newId()}`, phone: `+34600${(process.pid % 90) + 10}${number}` };
}

const HOUR_MS = 3_600_000;

/** For specs: the event that a charge of this account was approved. */
export const approved = (accountId: string, { hoursAgo = 0 } = {}): ChargeOutcomeEvent =>
  outcomeEvent('approved', {
    accountId,
    decidedAt: new Date(Date.now() - hoursAgo * HOUR_MS).toISOString(),
  });

export function holderOf({ accountId, phone }: { accountId: string; phone: string }): HolderEvent {
  const event: HolderEvent = {
    id: newId(),
    type: 'peaje.holder.changed.v1',
    source: '/test',
    subject: accountId,
    time: new Date().toISOString(),
    data: { accountId, name: 'Ana', phone, language: 'es', version: 1 },
  };
  encode(holders, event);
  return event;
}

const received = <E>(events: readonly E[]) =>
  events.map((event, at) => ({ event, partition: 0, offset: BigInt(at) }));

/** Runs while a sender is frozen: before its call, or between the provider's answer and its own. */
interface Freeze {
  readonly before?: () => Promise<unknown>;
  readonly after?: () => Promise<unknown>;
}

class FrozenProvider extends SmsProvider {
  constructor(
    private readonly provider: SmsProvider,
    private readonly freeze: Freeze,
  ) {
    super();
  }

  override async send(...call: Parameters<SmsProvider['send']>): Promise<SendResult> {
    await this.freeze.before?.();
    const result = await this.provider.send(...call);
    await this.freeze.after?.();
    return result;
  }

  override find(...text: Parameters<SmsProvider['find']>): Promise<string | null> {
    return this.provider.find(...text);
  }
}

export interface NoticeRow {
  readonly id: string;
  readonly status: string;
  readonly to: string | null;
  readonly attempts: number;
  readonly providerId: string | null;
  readonly lastError: string | null;
}

/** For specs: the service without Nest and Kafka, on a real database and fake-twilio. */
export class SmsBench {
  private readonly senders: NoticeSender[] = [];

  constructor(
    private readonly pool: pg.Pool,
    private readonly twilioUrl: string,
    private readonly options: Partial<TwilioOptions> = {},
  ) {}

  provider(rate?: SendRate): TwilioSms {
    const account = { accountSid: 'AC0', authToken: 'fake-auth-token', from: '+34900000000' };
    return new TwilioSms({ ...account, baseUrl: this.twilioUrl, timeoutMs: 3_000, ...this.options }, rate);
  }

  calls(perPhonePerHour = 30, freeze: Freeze = {}, rate?: SendRate): NoticeCalls {
    return new NoticeCalls(this.pool, new FrozenProvider(this.provider(rate), freeze), perPhonePerHour);
  }

  startSender(perPhonePerHour?: number, rate?: SendRate): NoticeSender {
    const sender = new NoticeSender(this.calls(perPhonePerHour, {}, rate), undefined, rate);
    this.senders.push(sender);
    sender.start();
    return sender;
  }

  async stopSenders(): Promise<void> {
    await Promise.all(this.senders.splice(0).map((sender) => sender.stop()));
  }

  async decided(...events: ChargeOutcomeEvent[]): Promise<void> {
    const sender = this.senders[0] ?? new NoticeSender(this.calls());
    await new NoticesConsumer(this.pool, sender).onOutcomes(received(events));
  }

  async holders(...events: (HolderEvent | Tombstone)[]): Promise<void> {
    const sender = this.senders[0] ?? new NoticeSender(this.calls());
    await new HoldersConsumer(this.pool, sender).onHolders(received(events));
  }

  /** Stores a notice for a charge of a holder with this number, or with a new one. */
  async owedText(phone?: string): Promise<{ id: string; phone: string }> {
    const account = newAccount();
    const owed = { ...account, phone: phone ?? account.phone };
    const event = approved(owed.accountId);
    await this.holders(holderOf(owed));
    await this.decided(event);
    return { id: `${event.id}.approved`, phone: owed.phone };
  }

  /** The same for many new accounts, in one batch. */
  async owedTexts(count: number): Promise<{ id: string; phone: string }[]> {
    const owed = Array.from({ length: count }, () => {
      const account = newAccount();
      return { account, event: approved(account.accountId) };
    });
    await this.holders(...owed.map(({ account }) => holderOf(account)));
    await this.decided(...owed.map(({ event }) => event));
    return owed.map(({ account: { phone }, event }) => ({ id: `${event.id}.approved`, phone }));
  }

  async notice(id: string): Promise<NoticeRow> {
    const { rows } = await this.pool.query<NoticeRow>(
      `SELECT id, status, "to", attempts, provider_id AS "providerId", last_error AS "lastError"
       FROM notice WHERE id = $1`,
      [id],
    );
    return rows[0]!;
  }

  /** Makes the notice older by this much. */
  async age(id: string, seconds: number): Promise<void> {
    await this.pool.query(
      `UPDATE notice SET called_at = called_at - $2 * interval '1 s', due_at = due_at - $2 * interval '1 s'
       WHERE id = $1`,
      [id, seconds],
    );
  }

  /** The claim of its sender ends now. */
  async expireClaim(id: string): Promise<void> {
    await this.pool.query('UPDATE notice SET due_at = now() WHERE id = $1', [id]);
  }

  /** As after look-ups that found nothing. */
  async resolveNothing(id: string): Promise<void> {
    await this.pool.query(`UPDATE notice SET status = 'unresolved' WHERE id = $1`, [id]);
  }

  /** The texts that the provider accepted for a number. */
  async texts(phone: string): Promise<{ sid: string; body: string }[]> {
    const response = await fetch(`${this.twilioUrl}/messages?to=${encodeURIComponent(phone)}`);
    return ((await response.json()) as { items: { sid: string; body: string }[] }).items;
  }

  async switch(body: object): Promise<void> {
    await this.control('/switches', body);
  }

  /** Sends a text from a holder to us. */
  async textBack(body: object): Promise<{ sid: string; status: number }> {
    return (await this.control('/inbound', body)).json() as Promise<{ sid: string; status: number }>;
  }

  private async control(path: string, body: object): Promise<Response> {
    const response = await fetch(`${this.twilioUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  }
}
