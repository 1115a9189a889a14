import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { chargesDecided, chargesRequested, type ChargeRequestEvent } from '@peaje/contracts';
import {
  ConsumeBatch,
  OnDiscard,
  outgoing,
  type Batch,
  type Outgoing,
  type Received,
} from '@peaje/messaging';
import { DiscardRequest } from '../ledger/discard-request.handler.js';
import { SettleCharges } from '../ledger/settle-charges.handler.js';

@Controller()
export class ChargesConsumer {
  constructor(
    @Inject(SettleCharges) private readonly settleCharges: SettleCharges,
    @Inject(DiscardRequest) private readonly discardRequest: DiscardRequest,
  ) {}

  /** Each outcome goes to the partition number that its request came from: one account, one order. */
  @ConsumeBatch([chargesRequested], { group: 'debit' })
  async onCharges(@Payload() batch: Batch<typeof chargesRequested>): Promise<Outgoing[]> {
    const partitionOf = new Map(batch.map(({ event, partition }) => [event.data.chargeId, partition]));
    const outcomes = await this.settleCharges.execute(batch.map(({ event }) => event));
    return outcomes.map((outcome) =>
      outgoing(chargesDecided, partitionOf.get(outcome.data.chargeId)!, outcome),
    );
  }

  /** No operator may discard a cancellation: it moves money back. */
  @OnDiscard(chargesRequested, ['peaje.charge.requested.v1'])
  async onDiscard(@Payload() { event, partition }: Received<ChargeRequestEvent>): Promise<Outgoing[]> {
    const outcome = await this.discardRequest.execute(event);
    return outcome ? [outgoing(chargesDecided, partition, outcome)] : [];
  }
}
