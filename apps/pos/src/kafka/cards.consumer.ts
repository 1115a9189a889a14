import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { cards } from '@peaje/contracts';
import { ConsumeBatch, type StateBatch } from '@peaje/messaging';
import { UpdateCardList } from '../charge/update-card-list.handler.js';

@Controller()
export class CardsConsumer {
  constructor(@Inject(UpdateCardList) private readonly updateCardList: UpdateCardList) {}

  /** The next state of a card replaces one that was discarded. The end of a card cannot be discarded. */
  @ConsumeBatch([cards], { group: 'pos', discards: { 'peaje.card.changed.v1': 'drop' } })
  async onCards(@Payload() batch: StateBatch<typeof cards>): Promise<void> {
    await this.updateCardList.execute(batch.map(({ event }) => event));
  }
}
