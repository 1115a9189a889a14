import { setTimeout as delay } from 'node:timers/promises';
import {
  chargeTopics,
  entryView,
  givenAnswer,
  isOutcomeTopic,
  noticeView,
  type ChargeKind,
  type ChargeView,
  type EntryView,
  type GivenAnswer,
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
import { type ChargeFacts, theAnswer, waitingFor } from './charge-facts.js';

const POLL_MS = 200;
/** The clocks of databases and brokers may differ by this much. */
const CLOCK_SLACK_MS = 60_000;
/** When all else is done and no instance remembers an answer for this long, none will. */
const ANSWER_WITHIN_MS = 1_000;

interface Owner {
  readonly pos: Service;
  readonly instances: readonly Service[];
}

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
  const { owner, charge } = await asOwner(session, async (pos, key) => ({
    owner: { pos, instances: session.instances('pos', key) },
    charge: await findCharge(pos, chargeId),
  }));
  const over = AbortSignal.any([session.terminal.signal, AbortSignal.timeout(timeoutMs)]);
  const reading = new AbortController();
  const records = new Map<string, RecordView>();
  let facts = await askServices(session, owner, {
    charge,
    answers: [],
    answerMayCome: Date.now() - Date.parse(charge.requestedAt) < CLOCK_SLACK_MS,
    records: [],
    entries: [],
    notices: [],
    silent: [],
  });
  let failure: unknown;
  let unansweredSinceMs: number | undefined;
  const reader = startReading(session, facts, records, AbortSignal.any([over, reading.signal])).catch(
    (error: unknown) => (failure = error),
  );
  try {
    for (;;) {
      facts = { ...facts, records: [...records.values()] };
      const missing = waitingFor(facts);
      if (missing.length === 1 && missing[0] === theAnswer(facts.charge)) {
        unansweredSinceMs ??= performance.now();
        if (performance.now() - unansweredSinceMs > ANSWER_WITHIN_MS)
          facts = { ...facts, answerMayCome: false };
      }
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
async function askServices(
  session: Session,
  { pos, instances }: Owner,
  before: ChargeFacts,
): Promise<ChargeFacts> {
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
  const [charge, answers, entries, notices] = await Promise.all([
    ask('pos', () => findCharge(pos, id), before.charge),
    answersOf(instances, id),
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
  return {
    ...before,
    charge,
    // An instance that has ended meanwhile forgot its answers.
    answers: answers.length < before.answers.length ? before.answers : answers,
    entries,
    notices,
    silent: silent.sort(),
  };
}

/** Each instance remembers its own answers. One that does not answer now has told nothing. */
async function answersOf(instances: readonly Service[], chargeId: string): Promise<GivenAnswer[]> {
  const path = `/v1/charges/${chargeId}/answers`;
  const known = await Promise.all(
    instances.map((pos) => allItems(pos, givenAnswer, path).catch((): GivenAnswer[] => [])),
  );
  return known.flat().sort((a, b) => (a.at < b.at ? -1 : 1));
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
  const isOld = charge.ledger !== 'open' && entries.some(({ topic }) => isOutcomeTopic(topic));
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
  for (const topic of topicsOf(kind))
    for (const [partition, from] of await kafka.offsetsAt(topic, Date.parse(requestedAt) - CLOCK_SLACK_MS))
      ranges.push({ topic, partition, from });
  return ranges;
}
