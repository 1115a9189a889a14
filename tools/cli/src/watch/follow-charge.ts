import { setTimeout as delay } from 'node:timers/promises';
import { type LogRecord, entryView, type EntryView, noticeView, type NoticeView } from '@peaje/contracts';
import { CliError, EXIT } from '../cli-error.js';
import { asOwner, findCharge } from '../commands/find-charge.js';
import { readRecords } from '../kafka/read-records.js';
import type { Stretch } from '../kafka/stretches.js';
import { place, recordView, type RecordView } from '../kafka/record-view.js';
import { allItems } from '../pages.js';
import type { Service } from '../service.js';
import type { Session } from '../session.js';
import { type ChargeFacts, waitingFor } from './charge-facts.js';

const POLL_MS = 200;
const TOPICS = ['charges.requested', 'charges.decided'];
/** Clocks of databases and brokers may differ by so much before a record is overlooked. */
const CLOCK_SLACK_MS = 60_000;

/**
 * Follows a charge until it is settled, `timeoutMs` is over, or the session is interrupted. `onChange` is told
 * each time something new is known. Returns the last facts.
 */
export async function followCharge(
  session: Session,
  chargeId: string,
  timeoutMs: number,
  onChange: (facts: ChargeFacts) => void,
): Promise<ChargeFacts> {
  const { owner, charge } = await asOwner(session, async (pos) => ({
    owner: pos,
    charge: await findCharge(pos, chargeId),
  }));
  const over = AbortSignal.any([session.terminal.signal, AbortSignal.timeout(timeoutMs)]);
  const reading = new AbortController();
  const records = new Map<string, RecordView>();
  let facts = await look(session, owner, { charge, records: [], entries: [], notices: [], silent: [] });
  let failure: unknown;
  const reader = startReading(session, facts, records, AbortSignal.any([over, reading.signal])).catch(
    (error: unknown) => (failure = error),
  );
  try {
    for (;;) {
      facts = { ...facts, records: [...records.values()] };
      onChange(facts);
      if (failure !== undefined) throw failure;
      if (waitingFor(facts).length === 0 || over.aborted) return facts;
      await delay(POLL_MS, undefined, { signal: over }).catch(() => undefined);
      facts = await look(session, owner, facts);
    }
  } finally {
    reading.abort();
    await reader;
  }
}

/** Asks each service; one that does not answer leaves what it said before. */
async function look(session: Session, pos: Service, before: ChargeFacts): Promise<ChargeFacts> {
  const silent: string[] = [];
  const ask = async <T>(name: string, question: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await question();
    } catch (error) {
      if (!(error instanceof CliError) || error.exitCode !== EXIT.unavailable) throw error;
      silent.push(name);
      return otherwise;
    }
  };
  const { id } = before.charge;
  const query = { chargeId: id };
  const [charge, entries, notices] = await Promise.all([
    ask('pos', () => findCharge(pos, id), before.charge),
    ask<readonly EntryView[]>(
      'audit',
      () => allItems(session.service('audit', 'bank'), entryView, '/v1/entries', query),
      before.entries,
    ),
    ask<readonly NoticeView[]>(
      'sms',
      () => allItems(session.service('sms', 'bank'), noticeView, '/v1/notices', query),
      before.notices,
    ),
  ]);
  return { charge, records: before.records, entries, notices, silent: silent.sort() };
}

/** Of an old charge audit knows the places; a new one is waited for from when it was stored. */
async function startReading(
  session: Session,
  { charge, entries }: ChargeFacts,
  records: Map<string, RecordView>,
  signal: AbortSignal,
): Promise<void> {
  const keep = (record: LogRecord) => {
    const view = recordView(record);
    if (view.headers['ce_subject'] === charge.id) records.set(place(view), view);
    return 'more' as const;
  };
  const isOld = charge.ledger !== 'open' && entries.some(({ topic }) => topic === 'charges.decided');
  const old = entries.map(({ topic, partition, offset }) => ({
    topic,
    partition,
    from: BigInt(offset),
    to: BigInt(offset) + 1n,
  }));
  const stretches = isOld ? old : await fromWhenStored(session, Date.parse(charge.requestedAt));
  await readRecords(session.kafka, stretches, keep, signal);
}

async function fromWhenStored({ kafka }: Session, storedAtMs: number): Promise<Stretch[]> {
  const stretches: Stretch[] = [];
  for (const topic of TOPICS) {
    const ends = await kafka.ends(topic);
    const found = await kafka.ask((admin) =>
      admin.fetchTopicOffsetsByTimestamp(topic, storedAtMs - CLOCK_SLACK_MS),
    );
    const fromOf = new Map(found.map(({ partition, offset }) => [partition, BigInt(offset)]));
    for (const { partition, high } of ends) {
      const from = fromOf.get(partition) ?? -1n;
      // -1: nothing is that young yet.
      stretches.push({ topic, partition, from: from < 0n ? high : from });
    }
  }
  return stretches;
}
