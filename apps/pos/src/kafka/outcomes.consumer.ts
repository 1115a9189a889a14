import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { chargesDecided } from '@peaje/contracts';
import { ConsumeBatch, type Batch } from '@peaje/messaging';
import { Charges } from '../charge/charges.js';

@Controller()
export class OutcomesConsumer {
  constructor(@Inject(Charges) private readonly charges: Charges) {}

  @ConsumeBatch([chargesDecided], { group: 'pos' })
  async onOutcomes(@Payload() batch: Batch<typeof chargesDecided>): Promise<void> {
    await this.charges.applyOutcomes(batch.map(({ event }) => event));
  }
}
