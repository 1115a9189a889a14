import {
  isRequestTopic,
  type ChargeView,
  type EntryView,
  type GivenAnswer,
  type NoticeView,
} from '@peaje/contracts';
import { positionText, type RecordView } from '../kafka/record-view.js';

/** All that the services and the topics know about one charge. */
export interface ChargeFacts {
  readonly charge: ChargeView;
  /** What pos has told its callers, the oldest first: all that its running instances remember. */
  readonly answers: readonly GivenAnswer[];
  /** The charge is so new that its caller may still get an answer. */
  readonly answerMayCome: boolean;
  /** Its records on the charge topics. */
  readonly records: readonly RecordView[];
  readonly entries: readonly EntryView[];
  readonly notices: readonly NoticeView[];
  /** The services that did not answer the last request. */
  readonly silent: readonly string[];
}

const OUTCOME_OF: Readonly<Record<ChargeView['ledger'], readonly string[]>> = {
  open: [],
  debited: ['peaje.charge.approved.v1'],
  reversed: ['peaje.charge.reversed.v1'],
  untouched: ['peaje.charge.declined.v1', 'peaje.charge.cancelled.v1'],
};

/** The steps that a charge still waits for. A settled charge waits for none. Pure. */
export function waitingFor(facts: ChargeFacts): string[] {
  const { charge, records, entries, silent } = facts;
  // Its key was cancelled before the request arrived, so no record exists.
  if (charge.amount === null) return [];
  const types = new Set(records.map(({ type }) => type));
  const recorded = new Set(entries.map(positionText));
  const missing: string[] = [];
  if (charge.status === 'pending') missing.push('the decision');
  else if (!isLedgerFinal(charge)) missing.push('the bank');
  else if (!OUTCOME_OF[charge.ledger].some((type) => types.has(type))) missing.push('the outcome on Kafka');
  if (!records.some(({ topic }) => isRequestTopic(topic))) missing.push('the request on Kafka');
  if (facts.answerMayCome && facts.answers.length === 0) missing.push(theAnswer(charge));
  if (!silent.includes('audit') && records.some((record) => !recorded.has(positionText(record))))
    missing.push('audit');
  if (!silent.includes('sms') && wantsText(facts)) missing.push('the text to the holder');
  return [...missing, ...silent.map((service) => `${service}, which does not answer`)];
}

/** The step of `waitingFor` while pos has not told the caller. */
export const theAnswer = ({ kind }: ChargeView): string =>
  kind === 'shop' ? 'the answer to the till' : 'the answer to the gate';

function isLedgerFinal({ status, ledger }: ChargeView): boolean {
  return status === 'approved' ? ledger === 'debited' : ledger === 'reversed' || ledger === 'untouched';
}

/** sms sends a text for an approved or reversed charge and for a declined toll. */
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
