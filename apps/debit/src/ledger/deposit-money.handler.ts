import { fingerprintOf, minorOf, newId, type Clock, type Money } from '@peaje/kernel';
import { refuseUnknownAccount } from './accounts.js';
import { accountName, fromKey, toKey, type CreateResult, type Posting } from './ledger.js';
import { BANK, replayed, type Postings } from './postings.js';

export interface DepositOrder {
  readonly accountId: string;
  readonly callerId: string;
  readonly idempotencyKey: string;
  readonly amount: Money;
}

/** Moves money from the bank to the account of a holder, once for an idempotency key. */
export class DepositMoney {
  constructor(
    private readonly postings: Postings,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal not-found, idempotency-key-reused */
  async execute({
    accountId,
    amount,
    callerId,
    idempotencyKey,
  }: DepositOrder): Promise<CreateResult<Posting>> {
    const posting: Posting = {
      id: `${newId()}.deposit`,
      kind: 'deposit',
      chargeId: null,
      from: BANK,
      to: accountId,
      amountMinor: minorOf(amount),
      currency: amount.currency,
      at: this.clock.now().toISOString(),
    };
    const fingerprint = fingerprintOf([accountId, amount.value, amount.currency]);
    const claim = { callerId, idempotencyKey, fingerprint, postingId: posting.id };
    const result = await this.postings.insert(claim, [fromKey(posting), toKey(posting)], (known) =>
      known.has(accountName(toKey(posting))) ? posting : refuseUnknownAccount(),
    );
    return replayed(claim, result);
  }
}
