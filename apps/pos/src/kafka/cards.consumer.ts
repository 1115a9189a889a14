import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { cards } from '@peaje/contracts';
import { ConsumeBatch, type StateBatch } from '@peaje/messaging';
import { PrismaCardList } from '../db/cards.prisma.js';

@Controller()
export class CardsConsumer {
  constructor(@Inject(PrismaCardList) private readonly cardList: PrismaCardList) {}

  /** A state that is given up is made good by the next one of its card; the end of a card has no rule. */
  @ConsumeBatch([cards], { group: 'pos', discards: { 'peaje.card.changed.v1': 'drop' } })
  async onCards(@Payload() batch: StateBatch<typeof cards>): Promise<void> {
    await this.cardList.apply(batch.map(({ event }) => event));
  }
}
