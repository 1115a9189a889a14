import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import {
  chargesRequested,
  chargeTopics,
  passagesRequested,
  type ChargeOutcomeEvent,
  type ChargeRequestEvent,
} from '@peaje/contracts';
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

  @ConsumeBatch([chargesRequested], { group: 'debit' })
  onCharges(@Payload() batch: Batch<typeof chargesRequested>): Promise<Outgoing[]> {
    return this.settle(batch);
  }

  /** Nobody waits for them, and nobody waits behind them. */
  @ConsumeBatch([passagesRequested], { group: 'debit-passages', pace: 'in-passing' })
  onPassages(@Payload() batch: Batch<typeof passagesRequested>): Promise<Outgoing[]> {
    return this.settle(batch);
  }

  /** No operator may discard a cancellation: it moves money back. */
  @OnDiscard([chargesRequested, passagesRequested], ['peaje.charge.requested.v1'])
  async onDiscard(@Payload() { event, partition }: Received<ChargeRequestEvent>): Promise<Outgoing[]> {
    const outcome = await this.discardRequest.execute(event);
    return outcome ? [outcomeRecord(outcome, partition)] : [];
  }

  private async settle(batch: readonly Received<ChargeRequestEvent>[]): Promise<Outgoing[]> {
    const partitionOf = new Map(batch.map(({ event, partition }) => [event.data.chargeId, partition]));
    const outcomes = await this.settleCharges.execute(batch.map(({ event }) => event));
    return outcomes.map((outcome) => outcomeRecord(outcome, partitionOf.get(outcome.data.chargeId)!));
  }
}

/** In the topic of its kind, and in the partition number that its request came from: one account, one order. */
const outcomeRecord = (outcome: ChargeOutcomeEvent, partition: number): Outgoing =>
  outgoing(chargeTopics[outcome.data.kind].outcomes, partition, outcome);
