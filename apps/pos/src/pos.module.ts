import { Module } from '@nestjs/common';
import { CONFIG, CONSUMER_POOL, OutboxModule, ParkingModule, provide, Readiness } from '@peaje/chassis';
import { Clock } from '@peaje/kernel';
import { KafkaClient, Relay } from '@peaje/messaging';
import pg from 'pg';
import { AcceptCharges } from './charge/accept-charges.js';
import { ApplyOutcomes } from './charge/apply-outcomes.handler.js';
import { CancelCharge } from './charge/cancel-charge.handler.js';
import { CancelOverdueCharges } from './charge/cancel-overdue-charges.handler.js';
import { CardList } from './charge/card-list.js';
import { ChargeCapacity } from './charge/charge-capacity.js';
import { ChargeCard } from './charge/charge-card.handler.js';
import { ChargeWaiters } from './charge/charge-waiters.js';
import { Charges } from './charge/charges.js';
import { DiscardOutcome } from './charge/discard-outcome.handler.js';
import { PassToll } from './charge/pass-toll.handler.js';
import { PassageTimes } from './charge/passage-times.js';
import { ResendUnconfirmed } from './charge/resend-unconfirmed.handler.js';
import { UpdateCardList } from './charge/update-card-list.handler.js';
import { ChargeSweeper } from './charge-sweeper.js';
import { PrismaCardList } from './db/cards.prisma.js';
import { PrismaCharges } from './db/charges.prisma.js';
import { OutboxCapacity } from './db/outbox-capacity.js';
import { PosDatabase } from './db/pos-database.js';
import { SettledListener } from './db/settled-listener.js';
import { CancellationsController } from './http/cancellations.controller.js';
import { ChargesController } from './http/charges.controller.js';
import { GivenAnswers } from './http/given-answers.js';
import { ReconciliationController } from './http/reconciliation.controller.js';
import { ServiceLevelController } from './http/service-level.controller.js';
import { TollPassagesController } from './http/toll-passages.controller.js';
import { CardListReadiness } from './kafka/card-list-readiness.js';
import { CardsConsumer } from './kafka/cards.consumer.js';
import { OutcomesConsumer } from './kafka/outcomes.consumer.js';

const { Pool } = pg;

/** The ports as consumers use them: with connections that no caller waits for. */
const CONSUMED = { charges: Symbol('consumed-charges'), cards: Symbol('consumed-cards') };

/** Everything that pos can do; AcceptCharges is the way in of the first two. */
const USE_CASES = [
  provide(ChargeCard, ChargeCard, [AcceptCharges, CancelOverdueCharges, ChargeWaiters]),
  provide(PassToll, PassToll, [AcceptCharges]),
  provide(AcceptCharges, AcceptCharges, [Charges, CardList, ChargeCapacity, PassageTimes]),
  provide(PassageTimes, PassageTimes, [Clock, CONFIG]),
  provide(CancelCharge, CancelCharge, [Charges, ChargeWaiters]),
  provide(CancelOverdueCharges, CancelOverdueCharges, [Charges]),
  provide(ResendUnconfirmed, ResendUnconfirmed, [Charges]),
  provide(ApplyOutcomes, ApplyOutcomes, [CONSUMED.charges]),
  provide(DiscardOutcome, DiscardOutcome, [Charges]),
  provide(UpdateCardList, UpdateCardList, [CONSUMED.cards]),
];

/** The ports of the use cases, and their adapters. */
const PORTS = [
  provide(PosDatabase, PosDatabase, [Pool]),
  provide(Charges, PrismaCharges, [PosDatabase, Pool, Relay, SettledListener]),
  provide(ChargeCapacity, OutboxCapacity, [Relay, CONFIG]),
  provide(CardList, PrismaCardList, [PosDatabase, Pool]),
  provide(CONSUMED.charges, PrismaCharges, [PosDatabase, CONSUMER_POOL, Relay, SettledListener]),
  provide(CONSUMED.cards, PrismaCardList, [PosDatabase, CONSUMER_POOL]),
  provide(SettledListener, SettledListener, [Pool]),
  { provide: ChargeWaiters, useExisting: SettledListener },
];

@Module({
  imports: [OutboxModule, ParkingModule],
  controllers: [
    ChargesController,
    CancellationsController,
    TollPassagesController,
    ReconciliationController,
    ServiceLevelController,
    OutcomesConsumer,
    CardsConsumer,
  ],
  providers: [
    ...USE_CASES,
    ...PORTS,
    { provide: GivenAnswers, useFactory: () => new GivenAnswers() },
    provide(ChargeSweeper, ChargeSweeper, [CancelOverdueCharges, ResendUnconfirmed]),
    provide(CardListReadiness, CardListReadiness, [PosDatabase, KafkaClient, Readiness]),
  ],
})
export class PosModule {}
