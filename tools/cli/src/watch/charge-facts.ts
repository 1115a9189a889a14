import type { ChargeView, EntryView, NoticeView } from '@peaje/contracts';
import { place, type RecordView } from '../kafka/record-view.js';

/** What is known of one charge, wherever it left a trace. */
export interface ChargeFacts {
  readonly charge: ChargeView;
  /** Its records on the charge topics. */
  readonly records: readonly RecordView[];
  readonly entries: readonly EntryView[];
  readonly notices: readonly NoticeView[];
  /** Services that did not answer the last time. */
  readonly silent: readonly string[];
}

const OUTCOME_OF: Readonly<Record<ChargeView['ledger'], readonly string[]>> = {
  open: [],
  debited: ['peaje.charge.approved.v1'],
  reversed: ['peaje.charge.reversed.v1'],
  untouched: ['peaje.charge.declined.v1', 'peaje.charge.cancelled.v1'],
};

/** What a charge still waits for before nothing more can be expected to happen; empty when it is settled. Pure. */
export function waitingFor(facts: ChargeFacts): string[] {
  const { charge, records, entries, silent } = facts;
  // The key of a request that never came was cancelled: nothing was ever sent.
  if (charge.amount === null) return [];
  const types = new Set(records.map(({ type }) => type));
  const recorded = new Set(entries.map(place));
  const missing: string[] = [];
  if (charge.status === 'pending') missing.push('the decision');
  else if (!isLedgerFinal(charge)) missing.push('the bank');
  else if (!OUTCOME_OF[charge.ledger].some((type) => types.has(type))) missing.push('the outcome on Kafka');
  if (records.every(({ topic }) => topic !== 'charges.requested')) missing.push('the request on Kafka');
  if (!silent.includes('audit') && records.some((record) => !recorded.has(place(record))))
    missing.push('audit');
  if (!silent.includes('sms') && wantsText(facts)) missing.push('the text to the holder');
  return [...missing, ...silent.map((service) => `${service}, which does not answer`)];
}

function isLedgerFinal({ status, ledger }: ChargeView): boolean {
  return status === 'approved' ? ledger === 'debited' : ledger === 'reversed' || ledger === 'untouched';
}

/** Texts go out for approved, reversed, and declined tolls. */
function wantsText({ charge, records, notices }: ChargeFacts): boolean {
  const wanted = records.flatMap(({ type }) => {
    if (type === 'peaje.charge.approved.v1') return ['approved'];
    if (type === 'peaje.charge.reversed.v1') return ['reversed'];
    return type === 'peaje.charge.declined.v1' && charge.kind === 'toll' ? ['declined'] : [];
  });
  return wanted.some(
    (template) =>
      !notices.some(
        (notice) => notice.template === template && notice.status !== 'intent' && notice.status !== 'calling',
      ),
  );
}
