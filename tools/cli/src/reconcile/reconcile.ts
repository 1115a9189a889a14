import { groupsOf, serviceNames, topics } from '@peaje/contracts';
import { lowestIdOf } from '@peaje/kernel';
import type { KafkaAccess } from '../kafka/kafka-access.js';
import type { OffsetRange } from '../kafka/offset-ranges.js';
import { readRecords } from '../kafka/read-records.js';
import {
  readDeadLetters,
  readDebit,
  readEntries,
  readPos,
  readSms,
  type Reading,
  type Services,
} from './read-services.js';
import { RecordReader } from './read-topics.js';
import { RULES } from './rules.js';
import { summaryOf, type Summary } from './summary.js';
import { Worksheet } from './worksheet.js';

interface Difference {
  readonly code: string;
  /** Null: it is of no single charge. */
  readonly chargeId: string | null;
  /** Where to look: `charges.requested/2@118`, `debit: posting 0199….charge`. */
  readonly place: string;
  readonly detail: string;
}

/** The differences of one kind: how many, and the first of them. */
export interface Finding {
  readonly code: string;
  readonly count: number;
  readonly first: readonly Difference[];
}

export interface Reconciliation extends Summary {
  readonly ok: boolean;
  readonly findings: readonly Finding[];
}

export interface ReconcileOptions {
  readonly kafka: KafkaAccess;
  readonly services: Services;
  /** Charges of this time and later; null: all. */
  readonly since: Date | null;
  /** How many differences of each kind it gives. */
  readonly limit: number;
  readonly signal: AbortSignal;
  /** About how many lines and records there are to read. */
  readonly onStart: (lines: number) => void;
  /** One line or record more, and of what. */
  readonly onProgress: (of: string) => void;
}

/** A record may be as much older than its time says, or its charge's id: clocks differ. */
const CLOCKS_DIFFER_BY_MS = 3_600_000;
/** A record has an entry, and about every second one a charge, a decision and a notice. */
const LINES_A_RECORD = 3.5;
const AUDITED = topics.filter(({ groups }) => groups.includes('audit')).map(({ name }) => name);

/**
 * Compares what pos, debit, audit and sms have stored with the topics of charges and passages, while everything runs. The order of reading makes it
 * exact, whatever the clocks say, so that no difference is a charge that was on its way:
 * - committed offsets first: what a group has committed stands in its database, which is read later;
 * - the topics next: the cause of a record was committed before the record, and is read later;
 * - then the databases, and last the records that came meanwhile: what a database promised is there by now.
 */
export async function reconcile(options: ReconcileOptions): Promise<Reconciliation> {
  const worksheet = new Worksheet();
  const over = new AbortController();
  try {
    await readAll({ ...options, signal: AbortSignal.any([options.signal, over.signal]) }, worksheet);
    worksheet.finish();
    const findings = RULES.map(({ code, sql }) => findingOf(code, worksheet.select(sql), options.limit));
    const found = findings.filter(({ count }) => count > 0);
    return { ok: found.length === 0, findings: found, ...summaryOf(worksheet) };
  } finally {
    // One service that fails ends the reading of the others.
    over.abort();
    worksheet.close();
  }
}

async function readAll(options: ReconcileOptions, worksheet: Worksheet): Promise<void> {
  const { kafka, services, since, signal, onProgress } = options;
  const reading: Reading = {
    services,
    worksheet,
    since: since?.toISOString() ?? null,
    signal,
    onLine: onProgress,
  };
  const committed = await committedOffsets(kafka);
  const starts = await startsOf(kafka, since, worksheet);
  const before = await upToTheEnd(kafka, starts);
  options.onStart(LINES_A_RECORD * before.reduce((sum, { from, to }) => sum + Number(to - from), 0));
  await readDeadLetters(reading);
  for (const start of starts) await readEntries(reading, start);

  const reader = new RecordReader({
    worksheet,
    committed,
    firstCharge: since && lowestIdOf(since.getTime()),
  });
  const read = async (ranges: readonly OffsetRange[], late: boolean) =>
    readRecords(
      kafka,
      ranges,
      (record) => {
        reader.add(record, late);
        onProgress(record.topic);
        return 'more';
      },
      signal,
    );
  const now = await upToTheEnd(kafka, starts);
  await read(now, false);
  reader.finishEntries();
  await Promise.all([readPos(reading), readDebit(reading), readSms(reading)]);
  await read(
    await upToTheEnd(
      kafka,
      now.map(({ to, ...of }) => ({ ...of, from: to })),
    ),
    true,
  );
  signal.throwIfAborted();
}

type Start = { readonly topic: string; readonly partition: number; readonly from: bigint };

/** The offset of each partition from which on it has charges of this time. A log that has lost its beginning is a difference. */
async function startsOf(kafka: KafkaAccess, since: Date | null, worksheet: Worksheet): Promise<Start[]> {
  const starts: Start[] = [];
  for (const topic of AUDITED) {
    const from = since && (await kafka.offsetsAt(topic, since.getTime() - CLOCKS_DIFFER_BY_MS));
    for (const { partition, low } of await kafka.ends(topic)) {
      if (from === null && low > 0n)
        worksheet.add('difference', {
          code: 'records-deleted',
          charge: null,
          place: `${topic}/${partition}@0`,
          detail: `Kafka has deleted the records before offset ${low}`,
        });
      starts.push({ topic, partition, from: from?.get(partition) ?? low });
    }
  }
  return starts;
}

async function upToTheEnd(kafka: KafkaAccess, starts: readonly Start[]): Promise<Required<OffsetRange>[]> {
  const ends = new Map<string, bigint>();
  for (const topic of AUDITED)
    for (const { partition, high } of await kafka.ends(topic)) ends.set(`${topic}/${partition}`, high);
  return starts.map(({ topic, partition, from }) => ({
    topic,
    partition,
    from,
    to: ends.get(`${topic}/${partition}`) ?? from,
  }));
}

async function committedOffsets(kafka: KafkaAccess) {
  const offsets = new Map<string, ReadonlyMap<string, bigint>>();
  for (const group of serviceNames.flatMap(groupsOf)) offsets.set(group, await kafka.committed(group));
  return (group: string, topic: string, partition: number): bigint =>
    offsets.get(group)?.get(`${topic}/${partition}`) ?? 0n;
}

function findingOf(code: string, rows: Iterable<Record<string, unknown>>, limit: number): Finding {
  const first: Difference[] = [];
  let count = 0;
  for (const { charge, place, detail } of rows) {
    count++;
    if (first.length < limit)
      first.push({ code, chargeId: charge as string | null, place: String(place), detail: String(detail) });
  }
  return { code, count, first };
}
