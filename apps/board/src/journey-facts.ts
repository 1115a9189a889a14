import { entryView, noticeView, observedTopics, type EntryView, type NoticeView } from '@peaje/contracts';
import { Refusal } from '@peaje/kernel';
import { positionName, type FetchedRecord, type RecordPosition } from '@peaje/messaging';
import { z } from 'zod';
import type { Feed } from './feed.js';
import type { JourneyFacts, StoredCharge } from './journey.js';
import type { RecordReader } from './record-reader.js';
import { ServiceSilentError, type ServiceClient } from './service-client.js';
import type { Sight } from './sight.js';
import type { ToldCallers } from './told-callers.js';

const stored = z.object({
  id: z.string(),
  kind: z.string(),
  status: z.string(),
  ledger: z.string(),
  amount: z.object({ value: z.string(), currency: z.string() }).nullable(),
  merchantId: z.string(),
  requestedAt: z.string(),
  decidedAt: z.string().nullable(),
});

/** A charge has four records, or a few more when some came again. */
const MOST_RECORDS = 50;

/** Asks every place that may know of a charge, all of them at once. */
export class CollectJourney {
  constructor(
    private readonly services: ServiceClient,
    private readonly reader: RecordReader,
    private readonly feed: Feed,
    private readonly sight: Sight,
    private readonly toldCallers: ToldCallers,
  ) {}

  /** @throws Refusal not-found, not-ready */
  async of(chargeId: string): Promise<JourneyFacts> {
    const silent: string[] = [];
    const ask = async <T>(name: string, question: Promise<T>, nothing: T): Promise<T> => {
      try {
        return await question;
      } catch (error) {
        if (error instanceof Refusal && error.code === 'not-found') return nothing;
        if (!(error instanceof ServiceSilentError || error instanceof Refusal)) throw error;
        silent.push(name);
        return nothing;
      }
    };
    const query = `chargeId=${chargeId}&limit=200`;
    const [charge, answers, entries, notices] = await Promise.all([
      ask<StoredCharge | null>('pos', this.inPos(chargeId), null),
      this.toldCallers.about(chargeId),
      ask<EntryView[]>('audit', this.services.readItems('audit', `/v1/entries?${query}`, entryView), []),
      ask<NoticeView[]>('sms', this.services.readItems('sms', `/v1/notices?${query}`, noticeView), []),
    ]);
    const positions = this.positions(chargeId, entries);
    const records = await ask<FetchedRecord[]>('kafka', this.reader.read(positions), []);
    const found = new Set(records.map(positionName));
    if (!charge && records.length === 0) throw this.unknown(silent);
    const facts = { chargeId, charge, answers, records, entries, notices, silent };
    return { ...facts, unread: positions.filter((position) => !found.has(positionName(position))) };
  }

  /** Operators of the bank see charges as a stream in order of id, callers their own ones. */
  private async inPos(chargeId: string): Promise<StoredCharge | null> {
    if (!this.sight.isOfBank) return this.services.read('pos', `/v1/charges/${chargeId}`, stored);
    const path = `/v1/reconciliation/charges?after=${before(chargeId)}`;
    const line = await this.services.readFirstLine('pos', path, stored);
    return line?.id === chargeId ? line : null;
  }

  private positions(chargeId: string, entries: readonly EntryView[]): RecordPosition[] {
    const read = this.feed.placesOf(chargeId);
    const entered = entries.map(({ topic, partition, offset }) => ({
      topic,
      partition,
      offset: BigInt(offset),
    }));
    const observed = new Set(observedTopics());
    const all = new Map([...entered, ...read].map((position) => [positionName(position), position]));
    return [...all.values()].filter(({ topic }) => observed.has(topic)).slice(0, MOST_RECORDS);
  }

  private unknown(silent: readonly string[]): Refusal {
    return silent.includes('pos')
      ? new Refusal('not-ready', { detail: 'pos does not answer: try again', retryAfterSeconds: 1 })
      : noSuchCharge();
  }
}

export const noSuchCharge = (): Refusal =>
  new Refusal('not-found', { detail: 'there is no such charge, or the key of the board may not see it' });

/** The id before this one, in the order of ids. Pure. */
function before(id: string): string {
  const digits = (BigInt(`0x${id.replaceAll('-', '')}`) - 1n).toString(16).padStart(32, '0');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
