import { isOutcomeTopic, type ChargeStatus, type EntryView, type NoticeStatus } from '@peaje/contracts';
import { formatAmount } from '../amount.js';
import { positionText, type RecordView } from '../kafka/record-view.js';
import { shortType } from '../render/records.js';
import type { ChargeFacts } from './charge-facts.js';

/** One event in the life of a charge. */
export type TimelineEvent =
  | {
      readonly at: string;
      readonly by: 'pos';
      readonly what: string;
      /** Of an answer: milliseconds since its request arrived. */
      readonly afterMs?: number;
    }
  | {
      readonly at: string;
      readonly by: 'kafka';
      readonly what: string;
      readonly topic: string;
      readonly partition: number;
      readonly offset: string;
      /** The entry of audit. Null: audit has not recorded it yet. */
      readonly audit: { readonly chain: string; readonly seq: EntryView['seq'] } | null;
    }
  | { readonly at: string; readonly by: 'debit'; readonly what: string; readonly balanceAfter: string | null }
  | {
      /** Null: the text is not sent yet. */
      readonly at: string | null;
      readonly by: 'sms';
      readonly what: string;
      readonly status: NoticeStatus;
      readonly to: string | null;
    };

const ANSWERED = {
  pending: 'accepted',
  approved: 'approved',
  declined: 'declined',
  cancelled: 'cancelled',
} as const satisfies Record<ChargeStatus, string>;

/** Sorts after every date. */
const LAST = '9';

/** The events of a charge, in order of time. Pure. */
export function timeline(facts: ChargeFacts): TimelineEvent[] {
  const { charge, answers, records, notices } = facts;
  const events: TimelineEvent[] = [
    { at: charge.requestedAt, by: 'pos', what: 'stored' },
    ...records.flatMap((record) => [...decision(record), onKafka(record, facts)]),
    ...answers.map(({ at, afterMs, status }) => ({
      ...{ at, by: 'pos' as const, afterMs },
      what: `told the ${charge.kind === 'shop' ? 'till' : 'gate'}: ${ANSWERED[status]}`,
    })),
    ...notices.map(({ sentAt, template, status, to }) => ({
      at: sentAt,
      by: 'sms' as const,
      what: `text: ${template}`,
      status,
      to,
    })),
  ];
  // The sort is stable: events with the same time keep the order in which they must have happened.
  return events.sort((a, b) =>
    (a.at ?? LAST) < (b.at ?? LAST) ? -1 : (a.at ?? LAST) > (b.at ?? LAST) ? 1 : 0,
  );
}

function onKafka(record: RecordView, { entries }: ChargeFacts): TimelineEvent {
  const { topic, partition, offset, timestamp, type } = record;
  const entry = entries.find((one) => positionText(one) === positionText(record));
  return {
    at: timestamp,
    by: 'kafka',
    what: shortType(type).replace(/^charge\./, ''),
    topic,
    partition,
    offset,
    audit: entry ? { chain: entry.chain, seq: entry.seq } : null,
  };
}

function decision({ topic, type, value, undecodable }: RecordView): TimelineEvent[] {
  if (undecodable || !isOutcomeTopic(topic) || typeof value !== 'object' || value === null) return [];
  const { decidedAt, balanceAfter, reason } = value as {
    decidedAt?: string;
    balanceAfter?: { value: string; currency: string } | null;
    reason?: string;
  };
  if (!decidedAt) return [];
  const what = shortType(type).replace(/^charge\./, '') + (reason ? `: ${reason}` : '');
  return [
    { at: decidedAt, by: 'debit', what, balanceAfter: balanceAfter ? formatAmount(balanceAfter) : null },
  ];
}
