import { setTimeout as delay } from 'node:timers/promises';
import {
  chargeTopics,
  entryView,
  noticeView,
  type ChargeKind,
  type ChargeView,
  type EntryView,
  type LogRecord,
  type NoticeView,
} from '@peaje/contracts';
import { CliError, EXIT } from '../cli-error.js';
import { asOwner, findCharge } from '../commands/find-charge.js';
import { readRecords } from '../kafka/read-records.js';
import type { OffsetRange } from '../kafka/offset-ranges.js';
import { positionText, recordView, type RecordView } from '../kafka/record-view.js';
import { allItems } from '../pages.js';
import type { Service } from '../service.js';
import type { Session } from '../session.js';
import { type ChargeFacts, isOutcome, waitingFor } from './charge-facts.js';

const POLL_MS = 200;
/** The clocks of databases and brokers may differ by this much. */
const CLOCK_SLACK_MS = 60_000;

/**
 * Follows a charge until it is settled, `timeoutMs` is over, or the session is interrupted. Calls `onChange` after each
 * poll and returns the last facts.
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
  let facts = await askServices(session, owner, {
    charge,
    records: [],
    entries: [],
    notices: [],
    silent: [],
  });
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
      facts = await askServices(session, owner, facts);
    }
  } finally {
    reading.abort();
    await reader;
  }
}

/** Asks each service. The earlier answer of a service that does not answer now stays. */
async function askServices(session: Session, pos: Service, before: ChargeFacts): Promise<ChargeFacts> {
  const silent: string[] = [];
  const ask = async <T>(name: string, request: () => Promise<T>, earlier: T): Promise<T> => {
    try {
      return await request();
    } catch (error) {
      if (!(error instanceof CliError) || error.exitCode !== EXIT.unavailable) throw error;
      silent.push(name);
      return earlier;
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

/** For an old charge audit knows the positions. For a new one, reading begins at the time when pos stored it. */
async function startReading(
  session: Session,
  { charge, entries }: ChargeFacts,
  records: Map<string, RecordView>,
  signal: AbortSignal,
): Promise<void> {
  const collect = (record: LogRecord) => {
    const view = recordView(record);
    if (view.headers['ce_subject'] === charge.id) records.set(positionText(view), view);
    return 'more' as const;
  };
  const isOld = charge.ledger !== 'open' && entries.some(({ topic }) => isOutcome(topic));
  const old = entries.map(({ topic, partition, offset }) => ({
    topic,
    partition,
    from: BigInt(offset),
    to: BigInt(offset) + 1n,
  }));
  const ranges = isOld ? old : await rangesSince(session, charge);
  await readRecords(session.kafka, ranges, collect, signal);
}

/** A passage from before topics of their own may be in those of charges (ADR 31). */
const topicsOf = (kind: ChargeKind): string[] =>
  (kind === 'toll' ? [chargeTopics.toll, chargeTopics.shop] : [chargeTopics.shop]).flatMap(
    ({ requests, outcomes }) => [requests.name, outcomes.name],
  );

async function rangesSince({ kafka }: Session, { kind, requestedAt }: ChargeView): Promise<OffsetRange[]> {
  const ranges: OffsetRange[] = [];
  for (const topic of topicsOf(kind)) {
    const ends = await kafka.ends(topic);
    const found = await kafka.ask((admin) =>
      admin.fetchTopicOffsetsByTimestamp(topic, Date.parse(requestedAt) - CLOCK_SLACK_MS),
    );
    const fromOf = new Map(found.map(({ partition, offset }) => [partition, BigInt(offset)]));
    for (const { partition, high } of ends) {
      const from = fromOf.get(partition) ?? -1n;
      // -1: the partition has no record since then.
      ranges.push({ topic, partition, from: from < 0n ? high : from });
    }
  }
  return ranges;
}
