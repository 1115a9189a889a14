import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { chargesDecided } from '@peaje/contracts';
import { ConsumeBatch, type Batch } from '@peaje/messaging';
import { ApplyOutcomes } from '../charge/apply-outcomes.handler.js';
import { DiscardOutcome } from '../charge/discard-outcome.handler.js';

/** Whether an outcome may be discarded depends on its charge. */
const DISCARDS = {
  'peaje.charge.approved.v1': 'hand-over',
  'peaje.charge.declined.v1': 'hand-over',
  'peaje.charge.cancelled.v1': 'hand-over',
  'peaje.charge.reversed.v1': 'hand-over',
} as const;

@Controller()
export class OutcomesConsumer {
  constructor(
    @Inject(ApplyOutcomes) private readonly applyOutcomes: ApplyOutcomes,
    @Inject(DiscardOutcome) private readonly discardOutcome: DiscardOutcome,
  ) {}

  @ConsumeBatch([chargesDecided], { group: 'pos', discards: DISCARDS })
  async onOutcomes(@Payload() batch: Batch<typeof chargesDecided>): Promise<void> {
    const [first] = batch;
    if (first?.discarded) return this.discardOutcome.execute(first.event);
    await this.applyOutcomes.execute(batch.map(({ event }) => event));
  }
}
