import type { ChargeOutcomeEvent, ChargeRequestEvent } from '@peaje/contracts';
import { Refusal, type Clock } from '@peaje/kernel';
import type { Ledger } from './ledger.js';
import { discardRequest } from './settle-batch.js';

/** Discards a request that debit cannot handle: the till or gate that waits for it gets *cancelled*. */
export class DiscardRequest {
  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  /** The outcome to emit; null when there is none. @throws Refusal not-discardable for a cancellation */
  async execute(message: ChargeRequestEvent): Promise<ChargeOutcomeEvent | null> {
    if (message.type !== 'peaje.charge.requested.v1') throw notDiscardable();
    const { chargeId, accountId } = message.data;
    // Nothing is posted, so no merchant is opened: the merchant's id may be the fault of this request.
    const scope = { accountIds: [accountId], merchantIds: [], chargeIds: [chargeId], cardTokens: [] };
    const { outcome } = await this.ledger.transact(scope, (view) =>
      discardRequest(message.data, view, this.clock.now()),
    );
    return outcome;
  }
}

const notDiscardable = () =>
  new Refusal('not-discardable', {
    detail: 'a cancellation brings money back: fix the cause of its failure, then redrive it',
  });
