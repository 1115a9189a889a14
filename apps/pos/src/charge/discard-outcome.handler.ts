import type { ChargeOutcomeEvent } from '@peaje/contracts';
import type { Charges } from './charges.js';
import { assertDiscardable } from './outcome-changes.js';

/** An operator discards an outcome that could not be applied. Its charge stays as it is. */
export class DiscardOutcome {
  constructor(private readonly charges: Charges) {}

  /** @throws Refusal not-discardable for an outcome that would still change its charge */
  async execute(outcome: ChargeOutcomeEvent): Promise<void> {
    await this.charges.change({ select: 'by-id', ids: [outcome.data.chargeId] }, ([charge]) => {
      assertDiscardable(outcome, charge);
      return [];
    });
  }
}
