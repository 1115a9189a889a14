import type { ChargeOutcomeEvent } from '@peaje/contracts';
import type { Charges } from './charges.js';
import { applyOutcomes } from './outcome-changes.js';

/** Debit has decided: its outcomes change the stored charges. Waiting callers are answered from the committed row. */
export class ApplyOutcomes {
  constructor(private readonly charges: Charges) {}

  /** @throws PermanentError unknown-charge, outcome-contradiction */
  async execute(outcomes: readonly ChargeOutcomeEvent[]): Promise<void> {
    const ids = [...new Set(outcomes.map(({ data }) => data.chargeId))];
    await this.charges.settle(ids, (charges) => applyOutcomes(outcomes, charges));
  }
}
