import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { chargesDecided } from '@peaje/contracts';
import { ConsumeBatch, OnDiscard, type Batch } from '@peaje/messaging';
import { Charges } from '../charge/charges.js';

@Controller()
export class OutcomesConsumer {
  constructor(@Inject(Charges) private readonly charges: Charges) {}

  @ConsumeBatch([chargesDecided], { group: 'pos' })
  async onOutcomes(@Payload() batch: Batch<typeof chargesDecided>): Promise<void> {
    await this.charges.applyOutcomes(batch.map(({ event }) => event));
  }

  /** The charge decides whether an operator may discard its outcome. */
  @OnDiscard(chargesDecided, [
    'peaje.charge.approved.v1',
    'peaje.charge.declined.v1',
    'peaje.charge.cancelled.v1',
    'peaje.charge.reversed.v1',
  ])
  async onDiscard(@Payload() { event }: Batch<typeof chargesDecided>[number]): Promise<void> {
    await this.charges.assertDiscardable(event);
  }
}
