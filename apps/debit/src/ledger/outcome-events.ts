import type { ChargeOutcomeEvent } from '@peaje/contracts';
import { money } from '@peaje/kernel';
import type { StoredCharge } from './ledger.js';

const SOURCE = '/peaje/debit';

/**
 * The event of a stored outcome. Everything in it comes from the stored row, its id too: sent again, it is byte for
 * byte the same event.
 */
export function outcomeEvent(charge: StoredCharge, outcome: StoredCharge['status']): ChargeOutcomeEvent {
  const { facts, decidedAt, reason } = charge;
  const common = { id: `${charge.id}.${outcome}`, source: SOURCE, subject: charge.id };
  const balance = (minor: bigint | null) => (minor === null ? null : money(minor, facts.amount.currency));
  const decided = { ...facts, decidedAt, balanceAfter: balance(charge.balanceAfterMinor) };
  switch (outcome) {
    case 'approved':
      return { ...common, type: 'peaje.charge.approved.v1', time: decidedAt, data: decided };
    case 'declined':
      return {
        ...common,
        type: 'peaje.charge.declined.v1',
        time: decidedAt,
        data: { ...decided, reason: reason ?? 'unknown' },
      };
    case 'cancelled':
      return {
        ...common,
        type: 'peaje.charge.cancelled.v1',
        time: decidedAt,
        data: { ...decided, reason: reason ?? 'unknown' },
      };
    case 'reversed': {
      const reversedAt = charge.reversedAt ?? decidedAt;
      const data = { ...facts, decidedAt: reversedAt, balanceAfter: balance(charge.reversedBalanceMinor) };
      return { ...common, type: 'peaje.charge.reversed.v1', time: reversedAt, data };
    }
  }
}
