import type { DebtView } from '@peaje/contracts';
import { money } from '@peaje/kernel';
import type { StoredDebt } from '../ledger/debts.js';

export const debtView = (debt: StoredDebt): DebtView => ({
  id: debt.id,
  chargeId: debt.id,
  accountId: debt.accountId,
  cardToken: debt.cardToken,
  merchantId: debt.merchantId,
  amount: money(debt.amountMinor, debt.currency),
  reason: debt.reason,
  status: debt.cancelledAt !== null ? 'cancelled' : debt.recoveredAt !== null ? 'recovered' : 'open',
  incurredAt: debt.incurredAt,
  recoveredAt: debt.recoveredAt,
  cancelledAt: debt.cancelledAt,
});
