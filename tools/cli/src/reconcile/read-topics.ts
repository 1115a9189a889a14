import { createHash } from 'node:crypto';
import {
  chainOf,
  type ChargeOutcomeEvent,
  type ChargeRequestEvent,
  chargesDecided,
  chargesRequested,
  chargeTopics,
  decodeRecord,
  digestOf,
  groupOf,
  operationsPerformed,
  serviceOf,
} from '@peaje/contracts';
import type { FetchedRecord } from '@peaje/record-batches';
import { positionText } from '../kafka/record-view.js';
import { amountText, type Reader } from './read-services.js';
import type { Worksheet } from './worksheet.js';

const REQUESTS: readonly string[] = Object.values(chargeTopics).map(({ requests }) => requests.name);
const OUTCOMES: readonly string[] = Object.values(chargeTopics).map(({ outcomes }) => outcomes.name);

/** Undefined for a record of another topic, and for one that no reader of the topic accepts. */
function chargeEventOf(record: FetchedRecord): ChargeRequestEvent | ChargeOutcomeEvent | undefined {
  const decoded = REQUESTS.includes(record.topic)
    ? decodeRecord(chargesRequested, record)
    : decodeRecord(chargesDecided, record);
  return decoded.outcome === 'event' && decoded.event.type !== 'tombstone' ? decoded.event : undefined;
}

/** The topics that each service acts on. */
const READ: Readonly<Record<Reader, readonly string[]>> = { debit: REQUESTS, pos: OUTCOMES, sms: OUTCOMES };

export interface LogReading {
  readonly worksheet: Worksheet;
  /** The offset before which a group had handled every record, when the reading began. */
  readonly committed: (group: string, topic: string, partition: number) => bigint;
  /** Charges with lower ids are left out; null: none. */
  readonly firstCharge: string | null;
}

/** Puts records into the worksheet, and compares each with its entry of audit on the way. */
export class RecordReader {
  private readonly entries = new Map<string, EntryCursor>();

  constructor(private readonly reading: LogReading) {}

  /** In order of offset within a partition. `late`: the record came while the databases were read. */
  add(record: FetchedRecord, late: boolean): void {
    if (!late) this.compareWithAudit(record);
    if (record.topic === operationsPerformed.name) this.addDiscard(record);
    else this.addEvent(record, late);
  }

  /** The entries behind the last record. Called once, before the first late record. */
  finishEntries(): void {
    const chains = [...this.reading.worksheet.select('SELECT DISTINCT topic, "partition" FROM entry')];
    for (const { topic, partition } of chains) this.cursorOf(String(topic), Number(partition)).finish();
  }

  private compareWithAudit(record: FetchedRecord): void {
    const { topic, partition, offset } = record;
    const entry = this.cursorOf(topic, partition).at(offset);
    if (entry === undefined) {
      const isRecorded = offset < this.reading.committed('audit', topic, partition);
      if (isRecorded)
        this.differ('entry-missing', record, 'audit has read this record and has no entry of it');
      return;
    }
    if (entry.digest !== digestOf(record))
      this.differ('entry-differs', record, 'the entry of audit has other bytes: one of them was changed');
  }

  private cursorOf(topic: string, partition: number): EntryCursor {
    const name = chainOf({ topic, partition });
    const cursor = this.entries.get(name) ?? new EntryCursor(this.reading.worksheet, topic, partition);
    this.entries.set(name, cursor);
    return cursor;
  }

  private differ(code: string, record: FetchedRecord, detail: string): void {
    const { topic, headers } = record;
    const subject = headers.find(([name]) => name === 'ce_subject')?.[1].toString() ?? null;
    const charge = topic === operationsPerformed.name ? null : subject;
    this.reading.worksheet.add('difference', {
      code,
      charge,
      place: positionText(record),
      detail,
    });
  }

  private addEvent(record: FetchedRecord, late: boolean): void {
    const event = chargeEventOf(record);
    if (!event) return;
    const { id, type, data } = event;
    const { firstCharge, worksheet } = this.reading;
    if (firstCharge !== null && data.chargeId < firstCharge) return;
    const { topic, partition, offset } = record;
    worksheet.add('record', {
      topic,
      partition,
      offset,
      late: late ? 1 : 0,
      type: type.replace(/^peaje\.charge\.(.*)\.v\d+$/, '$1'),
      event: id,
      charge: data.chargeId,
      kind: data.kind,
      account: data.accountId,
      card: data.card.token,
      merchant: data.merchantId,
      amount: amountText(data.amount),
      digest: createHash('sha256')
        .update(record.value ?? '')
        .digest('base64'),
      debit: this.wasReadBy('debit', record),
      pos: this.wasReadBy('pos', record),
      sms: this.wasReadBy('sms', record),
    });
  }

  private wasReadBy(reader: Reader, { topic, partition, offset }: FetchedRecord): number {
    if (!READ[reader].includes(topic)) return 0;
    return offset < this.reading.committed(groupOf(reader, topic), topic, partition) ? 1 : 0;
  }

  /** An operator has discarded a dead letter: its group never handles that record. */
  private addDiscard(record: FetchedRecord): void {
    const decoded = decodeRecord(operationsPerformed, record);
    if (decoded.outcome !== 'event' || decoded.event.type === 'tombstone') return;
    const { operation, group, details } = decoded.event.data;
    const [, topic, partition, offset] = DEAD_LETTER.exec(String(details['discarded'] ?? '')) ?? [];
    if (operation !== 'discard' || topic === undefined) return;
    const position = { partition: Number(partition), offset: BigInt(offset!) };
    this.reading.worksheet.add('refused', { reader: serviceOf(group), topic, ...position });
  }
}

/** `charges.requested-2-118` */
const DEAD_LETTER = /^(.+)-(\d{1,10})-(\d{1,18})$/;

interface StoredEntry {
  readonly offset: bigint;
  readonly digest: string;
}

/** The entries of one partition, in step with its records. An entry that no record comes for is a difference. */
class EntryCursor {
  private readonly entries: Iterator<unknown>;
  private next: StoredEntry | undefined;

  constructor(
    private readonly worksheet: Worksheet,
    private readonly topic: string,
    private readonly partition: number,
  ) {
    const query = 'SELECT "offset", digest FROM entry WHERE topic = ? AND "partition" = ? ORDER BY "offset"';
    this.entries = worksheet.select(query, topic, partition)[Symbol.iterator]();
    this.step();
  }

  at(offset: bigint): StoredEntry | undefined {
    while (this.next && this.next.offset < offset) this.unmatched();
    if (this.next?.offset !== offset) return undefined;
    const found = this.next;
    this.step();
    return found;
  }

  finish(): void {
    while (this.next) this.unmatched();
  }

  private unmatched(): void {
    this.worksheet.add('difference', {
      code: 'entry-without-record',
      charge: null,
      place: positionText({ topic: this.topic, partition: this.partition, offset: this.next!.offset }),
      detail: 'audit has an entry of this offset; Kafka has no record there',
    });
    this.step();
  }

  private step(): void {
    const { done, value } = this.entries.next();
    this.next = done ? undefined : (value as StoredEntry);
  }
}
