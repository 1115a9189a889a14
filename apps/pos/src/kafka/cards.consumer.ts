import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { cards } from '@peaje/contracts';
import { ConsumeBatch, type StateBatch } from '@peaje/messaging';
import { PrismaCardList } from '../db/cards.prisma.js';

@Controller()
export class CardsConsumer {
  constructor(@Inject(PrismaCardList) private readonly cardList: PrismaCardList) {}

  /** The next state of its card replaces a discarded one. No operator may discard the end of a card. */
  @ConsumeBatch([cards], { group: 'pos', dropOnDiscard: ['peaje.card.changed.v1'] })
  async onCards(@Payload() batch: StateBatch<typeof cards>): Promise<void> {
    await this.cardList.apply(batch.map(({ event }) => event));
  }
}
