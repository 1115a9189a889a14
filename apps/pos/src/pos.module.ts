import { Module } from '@nestjs/common';
import { CONFIG, OutboxModule, ParkingModule, provide, Readiness } from '@peaje/chassis';
import { KafkaClient, Relay } from '@peaje/messaging';
import pg from 'pg';
import { CardList } from './charge/card-list.js';
import { CancelCharge } from './charge/cancel-charge.handler.js';
import { ChargeCard } from './charge/charge-card.handler.js';
import { ChargeWaiters } from './charge/charge-waiters.js';
import { Charges } from './charge/charges.js';
import { PassToll } from './charge/pass-toll.handler.js';
import { PrismaCardList } from './db/cards.prisma.js';
import { PrismaCharges } from './db/charges.prisma.js';
import { ChargeSweeper } from './db/charge-sweeper.js';
import { PosDatabase } from './db/pos-database.js';
import { SettledListener } from './db/settled-listener.js';
import { CancellationsController } from './http/cancellations.controller.js';
import { ChargesController } from './http/charges.controller.js';
import { TollPassagesController } from './http/toll-passages.controller.js';
import { CardListLoad } from './kafka/card-list-load.js';
import { CardsConsumer } from './kafka/cards.consumer.js';
import { OutcomesConsumer } from './kafka/outcomes.consumer.js';

const { Pool } = pg;

@Module({
  imports: [OutboxModule, ParkingModule],
  controllers: [
    ChargesController,
    CancellationsController,
    TollPassagesController,
    OutcomesConsumer,
    CardsConsumer,
  ],
  providers: [
    provide(ChargeCard, ChargeCard, [Charges, CardList, ChargeWaiters]),
    provide(CancelCharge, CancelCharge, [Charges, ChargeWaiters]),
    provide(PassToll, PassToll, [Charges, CardList]),
    provide(PosDatabase, PosDatabase, [Pool]),
    provide(Charges, PrismaCharges, [PosDatabase, Pool, Relay, CONFIG]),
    provide(PrismaCardList, PrismaCardList, [PosDatabase, Pool]),
    { provide: CardList, useExisting: PrismaCardList },
    provide(SettledListener, SettledListener, [Charges, Pool]),
    { provide: ChargeWaiters, useExisting: SettledListener },
    provide(ChargeSweeper, ChargeSweeper, [Charges]),
    provide(CardListLoad, CardListLoad, [PosDatabase, KafkaClient, Readiness]),
  ],
})
export class PosModule {}
