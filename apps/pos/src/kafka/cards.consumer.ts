import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { cards } from '@peaje/contracts';
import { ConsumeBatch, type StateBatch } from '@peaje/messaging';
import { UpdateCardList } from '../charge/update-card-list.handler.js';

@Controller()
export class CardsConsumer {
  constructor(@Inject(UpdateCardList) private readonly updateCardList: UpdateCardList) {}

  /** The next state of its card replaces a discarded one. No operator may discard the end of a card. */
  @ConsumeBatch([cards], { group: 'pos', dropOnDiscard: ['peaje.card.changed.v1'] })
  async onCards(@Payload() batch: StateBatch<typeof cards>): Promise<void> {
    await this.updateCardList.execute(batch.map(({ event }) => event));
  }
}
