import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { chargesDecided, chargesRequested } from '@peaje/contracts';
import { ConsumeBatch, outgoing, type Batch, type Outgoing } from '@peaje/messaging';
import { SettleCharges } from '../ledger/settle-charges.handler.js';

@Controller()
export class ChargesConsumer {
  constructor(@Inject(SettleCharges) private readonly settleCharges: SettleCharges) {}

  /** Each outcome goes to the partition number that its request came from: one account, one order. */
  @ConsumeBatch([chargesRequested], { group: 'debit' })
  async onCharges(@Payload() batch: Batch<typeof chargesRequested>): Promise<Outgoing[]> {
    const outcomes = await this.settleCharges.execute(batch.map(({ event }) => event));
    return outcomes.map((outcome, index) => outgoing(chargesDecided, batch[index]!.partition, outcome));
  }
}
