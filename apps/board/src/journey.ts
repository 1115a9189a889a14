import {
  contractOf,
  decodeRecord,
  isOutcomeTopic,
  type EntryView,
  type GivenAnswer,
  type JourneyStep,
  type JourneyView,
  type NoticeView,
} from '@peaje/contracts';
import { recordTime } from '@peaje/kernel';
import type { FetchedRecord, RecordPosition } from '@peaje/messaging';

/** A charge as pos has stored it. */
export interface StoredCharge {
  readonly kind: string;
  readonly status: string;
  readonly ledger: string;
  readonly amount: { readonly value: string; readonly currency: string } | null;
  readonly merchantId: string;
  readonly requestedAt: string;
  readonly decidedAt: string | null;
}

/** What each place knows of one charge. */
export interface JourneyFacts {
  readonly chargeId: string;
  readonly charge: StoredCharge | null;
  /** What pos has told the callers, the oldest first: all that its running instances remember. */
  readonly answers: readonly GivenAnswer[];
  readonly records: readonly FetchedRecord[];
  readonly entries: readonly EntryView[];
  readonly notices: readonly NoticeView[];
  readonly silent: readonly string[];
  readonly unread: readonly RecordPosition[];
}

/** An event of the charge, and its records: more than one when it was sent again. */
interface Told {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly isOutcome: boolean;
  readonly first: FetchedRecord;
  readonly again: number;
}

/** The facts of a charge as steps, each with its time and its place. Pure. */
export function journey(facts: JourneyFacts): JourneyView {
  const { chargeId, charge, answers, records, entries, notices, silent, unread } = facts;
  const events = eventsIn(records);
  const steps: JourneyStep[] = [
    ...(charge ? [{ step: 'stored', by: 'pos', time: charge.requestedAt, again: 0 } as const] : []),
    ...events.flatMap(stepsOf),
    ...answersOf(charge, answers),
    ...entries.map(
      ({ chain, seq, hash, topic, partition, offset }) =>
        // audit keeps the record's own time, and none of its entry.
        ({
          step: 'entered',
          by: 'audit',
          time: null,
          again: 0,
          chain,
          seq,
          hash,
          record: { topic, partition, offset },
        }) as const,
    ),
    ...notices.map(
      ({ sentAt, template, status, to }) =>
        ({ step: 'text', by: 'sms', time: sentAt, again: 0, template, status, to }) as const,
    ),
  ];
  return {
    chargeId,
    charge: chargeOf(charge, events),
    steps: steps.sort(byTime),
    silent: [...silent].sort(),
    unread: unread.map(({ topic, partition, offset }) => ({ topic, partition, offset: offset.toString() })),
  };
}

/** Equal times keep the order in which the steps must have happened; steps without a time come last. */
const byTime = ({ time: a }: JourneyStep, { time: b }: JourneyStep): number =>
  a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1;

function eventsIn(records: readonly FetchedRecord[]): Told[] {
  const byName = new Map<string, Told>();
  const inOrder = [...records].sort((a, b) => Number(a.timestampMs - b.timestampMs));
  for (const record of inOrder) {
    const contract = contractOf(record.topic);
    const decoded = contract && decodeRecord(contract, record);
    if (decoded?.outcome !== 'event' || !('data' in decoded.event)) continue;
    const { id, type, data } = decoded.event;
    const name = `${type} ${id}`;
    const known = byName.get(name);
    const isOutcome = isOutcomeTopic(record.topic);
    if (known) byName.set(name, { ...known, again: known.again + 1 });
    else byName.set(name, { type, data: data as Told['data'], isOutcome, first: record, again: 0 });
  }
  return [...byName.values()];
}

function stepsOf({ type, data, isOutcome, first, again }: Told): JourneyStep[] {
  const { topic, partition, offset, timestampMs } = first;
  const time = calendarTime(recordTime(timestampMs));
  const record = { topic, partition, offset: offset.toString() };
  if (!isOutcome) return [{ step: 'published', by: 'kafka', time, again, type, record }];
  const decision = {
    step: 'decided',
    by: 'debit',
    time: calendarTime(String(data['decidedAt'])),
    again: 0,
    outcome: type.split('.').at(-2) ?? type,
    reason: typeof data['reason'] === 'string' ? data['reason'] : null,
  } as const;
  return [decision, { step: 'outcome-published', by: 'kafka', time, again, type, record }];
}

/** Each answer once: a caller that asks again is told the same. An answer that nobody remembers has no time. */
function answersOf(charge: StoredCharge | null, answers: readonly GivenAnswer[]): JourneyStep[] {
  const base = { step: 'caller-answered', by: 'pos' } as const;
  const told = new Map<string, JourneyStep>();
  for (const { at: time, afterMs, httpStatus, request, status } of answers) {
    const name = `${request} ${status}`;
    const known = told.get(name);
    if (known) told.set(name, { ...known, again: known.again + 1 });
    else told.set(name, { ...base, time, again: 0, status, afterMs, httpStatus, request });
  }
  if (told.size > 0 || !charge) return [...told.values()];
  const unremembered = { time: null, again: 0, afterMs: null, httpStatus: null, request: null };
  // A gate is told that its passage is stored; a till waits for the outcome.
  if (charge.kind === 'toll') return [{ ...base, ...unremembered, status: 'pending' }];
  return charge.status === 'pending' ? [] : [{ ...base, ...unremembered, status: charge.status }];
}

function chargeOf(charge: StoredCharge | null, [first]: readonly Told[]): JourneyView['charge'] {
  const { kind, merchantId, amount } = (charge ?? first?.data ?? {}) as Partial<StoredCharge>;
  if ((kind !== 'shop' && kind !== 'toll') || merchantId === undefined) return null;
  return {
    kind,
    merchantId,
    amount: amount?.currency === 'EUR' ? { value: amount.value, currency: amount.currency } : null,
    status: charge?.status ?? 'unknown',
    ledger: charge?.ledger ?? null,
  };
}

/** A sender may choose a number that is no time of the calendar. */
const calendarTime = (text: string): string | null => (/^\d{4}-\d\d-\d\dT/.test(text) ? text : null);
