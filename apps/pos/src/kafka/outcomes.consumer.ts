import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { chargesDecided } from '@peaje/contracts';
import { ConsumeBatch, type Batch } from '@peaje/messaging';
import { Charges } from '../charge/charges.js';

/** Whether one may be given up depends on its charge. */
const DISCARDS = {
  'peaje.charge.approved.v1': 'hand-over',
  'peaje.charge.declined.v1': 'hand-over',
  'peaje.charge.cancelled.v1': 'hand-over',
  'peaje.charge.reversed.v1': 'hand-over',
} as const;

@Controller()
export class OutcomesConsumer {
  constructor(@Inject(Charges) private readonly charges: Charges) {}

  @ConsumeBatch([chargesDecided], { group: 'pos', discards: DISCARDS })
  async onOutcomes(@Payload() batch: Batch<typeof chargesDecided>): Promise<void> {
    const [first] = batch;
    if (first?.discarded) return this.charges.assertDiscardable(first.event);
    await this.charges.applyOutcomes(batch.map(({ event }) => event));
  }
}
