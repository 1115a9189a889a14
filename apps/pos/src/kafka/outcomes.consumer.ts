import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { chargesDecided, passagesDecided, type ChargeOutcomeEvent } from '@peaje/contracts';
import { ConsumeBatch, OnDiscard, type Batch, type Received } from '@peaje/messaging';
import { ApplyOutcomes } from '../charge/apply-outcomes.handler.js';
import { DiscardOutcome } from '../charge/discard-outcome.handler.js';

const OUTCOMES = [
  'peaje.charge.approved.v1',
  'peaje.charge.declined.v1',
  'peaje.charge.cancelled.v1',
  'peaje.charge.reversed.v1',
] as const;

@Controller()
export class OutcomesConsumer {
  constructor(
    @Inject(ApplyOutcomes) private readonly applyOutcomes: ApplyOutcomes,
    @Inject(DiscardOutcome) private readonly discardOutcome: DiscardOutcome,
  ) {}

  @ConsumeBatch([chargesDecided], { group: 'pos' })
  async onOutcomes(@Payload() batch: Batch<typeof chargesDecided>): Promise<void> {
    await this.applyOutcomes.execute(batch.map(({ event }) => event));
  }

  /** Nobody waits for them, and nobody waits behind them. */
  @ConsumeBatch([passagesDecided], { group: 'pos-passages', pace: 'in-passing' })
  async onOutcomesOfPassages(@Payload() batch: Batch<typeof passagesDecided>): Promise<void> {
    await this.applyOutcomes.execute(batch.map(({ event }) => event));
  }

  /** The charge decides whether an operator may discard its outcome. */
  @OnDiscard([chargesDecided, passagesDecided], OUTCOMES)
  async onDiscard(@Payload() { event }: Received<ChargeOutcomeEvent>): Promise<void> {
    await this.discardOutcome.execute(event);
  }
}
