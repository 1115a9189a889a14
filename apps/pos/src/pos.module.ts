import { Inject, Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, OutboxModule, type ServiceConfig } from '@peaje/chassis';
import { Relay } from '@peaje/messaging';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { CardList } from './charge/card-list.js';
import { ChargeCard } from './charge/charge-card.handler.js';
import { ChargeWaiters } from './charge/charge-waiters.js';
import { Charges } from './charge/charges.js';
import { PassToll } from './charge/pass-toll.handler.js';
import { PrismaCardList } from './db/cards.prisma.js';
import { PrismaCharges } from './db/charges.prisma.js';
import { DeadlineSweeper } from './db/deadline-sweeper.js';
import { PrismaClient } from './db/generated/client.js';
import { SettledListener } from './db/settled-listener.js';
import { ChargesController } from './http/charges.controller.js';
import { TollPassagesController } from './http/toll-passages.controller.js';
import { CardsConsumer } from './kafka/cards.consumer.js';
import { OutcomesConsumer } from './kafka/outcomes.consumer.js';

const { Pool } = pg;

@Module({
  imports: [OutboxModule],
  controllers: [ChargesController, TollPassagesController, OutcomesConsumer, CardsConsumer],
  providers: [
    {
      provide: PrismaClient,
      useFactory: (pool: pg.Pool) => new PrismaClient({ adapter: new PrismaPg(pool) }),
      inject: [Pool],
    },
    {
      provide: Charges,
      useFactory: (prisma: PrismaClient, pool: pg.Pool, relay: Relay) =>
        new PrismaCharges(prisma, pool, relay),
      inject: [PrismaClient, Pool, Relay],
    },
    {
      provide: PrismaCardList,
      useFactory: (prisma: PrismaClient, pool: pg.Pool) => new PrismaCardList(prisma, pool),
      inject: [PrismaClient, Pool],
    },
    { provide: CardList, useExisting: PrismaCardList },
    {
      provide: SettledListener,
      useFactory: (charges: Charges, config: ServiceConfig) =>
        new SettledListener(charges, config.DATABASE_URL),
      inject: [Charges, CONFIG],
    },
    { provide: ChargeWaiters, useExisting: SettledListener },
    {
      provide: DeadlineSweeper,
      useFactory: (charges: Charges) => new DeadlineSweeper(charges),
      inject: [Charges],
    },
    {
      provide: ChargeCard,
      useFactory: (charges: Charges, cards: CardList, waiters: ChargeWaiters) =>
        new ChargeCard(charges, cards, waiters),
      inject: [Charges, CardList, ChargeWaiters],
    },
    {
      provide: PassToll,
      useFactory: (charges: Charges, cards: CardList) => new PassToll(charges, cards),
      inject: [Charges, CardList],
    },
  ],
})
export class PosModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    @Inject(SettledListener) private readonly listener: SettledListener,
    @Inject(DeadlineSweeper) private readonly sweeper: DeadlineSweeper,
  ) {}

  onApplicationBootstrap(): void {
    this.listener.start();
    this.sweeper.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.listener.stop(), this.sweeper.stop()]);
  }
}
