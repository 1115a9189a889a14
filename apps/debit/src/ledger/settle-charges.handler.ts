import type { ChargeOutcomeEvent, ChargeRequestEvent } from '@peaje/contracts';
import type { Clock } from '@peaje/kernel';
import type { Ledger } from './ledger.js';
import { settleBatch } from './settle-batch.js';

/** Takes the money or declines with a reason: one transaction a batch, one outcome a message. */
export class SettleCharges {
  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  async execute(messages: readonly ChargeRequestEvent[]): Promise<readonly ChargeOutcomeEvent[]> {
    const scope = {
      accountIds: distinct(messages.map(({ data }) => data.accountId)),
      merchantIds: distinct(messages.map(({ data }) => data.merchantId)),
      chargeIds: distinct(messages.map(({ data }) => data.chargeId)),
      cardTokens: distinct(messages.map(({ data }) => data.card.token)),
    };
    const settlement = await this.ledger.transact(scope, (view) =>
      settleBatch(messages, view, this.clock.now()),
    );
    return settlement.outcomes;
  }
}

const distinct = (values: readonly string[]): string[] => [...new Set(values)];
