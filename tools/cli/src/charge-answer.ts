import type { ChargeView } from '@peaje/contracts';
import type { AnswerForm } from './service.js';

const STATUSES: readonly ChargeView['status'][] = ['pending', 'approved', 'declined', 'cancelled'];
const LEDGERS: readonly ChargeView['ledger'][] = ['open', 'debited', 'reversed', 'untouched'];
const KINDS: readonly ChargeView['kind'][] = ['shop', 'toll'];

/**
 * A charge in an answer of pos. It is checked by hand, because the schemas of the contract take longer to load than pos
 * takes to answer. `charge-answer.spec` compares both.
 */
export const chargeAnswer: AnswerForm<ChargeView> = {
  parse(body) {
    if (isCharge(body)) return body;
    throw new TypeError('not a charge');
  },
};

function isCharge(body: unknown): body is ChargeView {
  const charge = (body ?? {}) as Partial<ChargeView>;
  const { amount, card, requestedAt, decidedAt, reason, tillId, gateId, laneId } = charge;
  return (
    isText(charge.id) &&
    isText(charge.merchantId) &&
    isOneOf(STATUSES, charge.status) &&
    isOneOf(LEDGERS, charge.ledger) &&
    isOneOf(KINDS, charge.kind) &&
    (amount === null || (isText(amount?.value) && isText(amount.currency))) &&
    (card === null || (isText(card?.token) && isText(card.last4))) &&
    isText(requestedAt) &&
    [decidedAt, reason, tillId, gateId, laneId].every((text) => text === null || isText(text))
  );
}

export const isText = (value: unknown): value is string => typeof value === 'string';
const isOneOf = (known: readonly string[], value: unknown): boolean => known.some((one) => one === value);
