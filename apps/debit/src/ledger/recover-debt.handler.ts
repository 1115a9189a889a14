import { fingerprintOf, isUuid, Refusal, type Clock } from '@peaje/kernel';
import type { Debts, DebtState } from './debts.js';
import type { CreateResult, Posting } from './ledger.js';
import { replayed } from './postings.js';

export interface Recovery {
  readonly debtId: string;
  readonly callerId: string;
  readonly idempotencyKey: string;
}

/** Takes the money of a debt now, as a posting of its own kind; the charge stays declined. */
export class RecoverDebt {
  constructor(
    private readonly debts: Debts,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal not-found, already-recovered, insufficient-funds, idempotency-key-reused */
  async execute({ debtId, callerId, idempotencyKey }: Recovery): Promise<CreateResult<Posting>> {
    if (!isUuid(debtId)) throw notFound();
    const postingId = `${debtId}.debt-recovery`;
    const claim = { callerId, idempotencyKey, fingerprint: fingerprintOf(postingId), postingId };
    const result = await this.debts.recover(claim, debtId, (state) =>
      recoveryOf(postingId, state, this.clock.now()),
    );
    return replayed(claim, result);
  }
}

function recoveryOf(id: string, { debt, account }: DebtState, now: Date): Posting {
  if (!debt) throw notFound();
  if (debt.recoveredAt !== null) throw alreadyRecovered();
  const { amountMinor, currency } = debt;
  if (!account || account.balanceMinor < amountMinor) throw insufficientFunds();
  return {
    id,
    kind: 'debt-recovery',
    chargeId: debt.id,
    from: debt.accountId,
    to: debt.merchantId,
    amountMinor,
    currency,
    at: now.toISOString(),
  };
}

const notFound = () =>
  new Refusal('not-found', { detail: 'there is no debt with this id: GET /v1/debts lists them' });

const alreadyRecovered = () =>
  new Refusal('already-recovered', { detail: 'this debt was recovered before: nothing was taken now' });

const insufficientFunds = () =>
  new Refusal('insufficient-funds', {
    detail: 'the account does not hold the amount: try again after a deposit',
  });
