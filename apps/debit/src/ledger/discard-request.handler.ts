import type { ChargeOutcomeEvent, ChargeRequestEvent } from '@peaje/contracts';
import { Refusal, type Clock } from '@peaje/kernel';
import type { Ledger } from './ledger.js';
import { discardRequest } from './settle-batch.js';

/** Gives a request up that cannot be handled: whoever waits for it is told *cancelled*. */
export class DiscardRequest {
  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  /** The outcome to emit, if there is one. @throws Refusal not-discardable for what is no request */
  async execute(message: ChargeRequestEvent): Promise<ChargeOutcomeEvent | null> {
    if (message.type !== 'peaje.charge.requested.v1') throw notDiscardable();
    const { chargeId, accountId } = message.data;
    // Nothing is posted, so no merchant is needed; what the request says of one may be what is wrong with it.
    const scope = { accountIds: [accountId], merchantIds: [], chargeIds: [chargeId], cardTokens: [] };
    const { outcome } = await this.ledger.transact(scope, (view) =>
      discardRequest(message.data, view, this.clock.now()),
    );
    return outcome;
  }
}

const notDiscardable = () =>
  new Refusal('not-discardable', {
    detail: 'a cancellation brings money back: mend what stops it, then redrive it',
  });
