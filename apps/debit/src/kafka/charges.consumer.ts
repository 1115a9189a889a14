import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { chargesDecided, chargesRequested, type ChargeRequestEvent } from '@peaje/contracts';
import { ConsumeBatch, outgoing, type Batch, type BatchSubscription, type Outgoing } from '@peaje/messaging';
import { DiscardRequest } from '../ledger/discard-request.handler.js';
import { SettleCharges } from '../ledger/settle-charges.handler.js';

/** A cancellation has no rule: it cannot be given up. */
export const CHARGES_SUBSCRIPTION: Pick<BatchSubscription, 'group' | 'discards'> = {
  group: 'debit',
  discards: { 'peaje.charge.requested.v1': 'hand-over' },
};

@Controller()
export class ChargesConsumer {
  constructor(
    @Inject(SettleCharges) private readonly settleCharges: SettleCharges,
    @Inject(DiscardRequest) private readonly discardRequest: DiscardRequest,
  ) {}

  /** Each outcome goes to the partition number that its request came from: one account, one order. */
  @ConsumeBatch([chargesRequested], CHARGES_SUBSCRIPTION)
  async onCharges(@Payload() batch: Batch<typeof chargesRequested>): Promise<Outgoing[]> {
    const [first] = batch;
    if (first?.discarded) return this.onDiscarded(first.event, first.partition);
    const outcomes = await this.settleCharges.execute(batch.map(({ event }) => event));
    return outcomes.map((outcome, index) => outgoing(chargesDecided, batch[index]!.partition, outcome));
  }

  private async onDiscarded(event: ChargeRequestEvent, partition: number): Promise<Outgoing[]> {
    const outcome = await this.discardRequest.execute(event);
    return outcome ? [outgoing(chargesDecided, partition, outcome)] : [];
  }
}
