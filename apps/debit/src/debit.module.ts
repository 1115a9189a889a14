import { Module } from '@nestjs/common';
import { Clock } from '@peaje/kernel';
import { OutboxModule } from '@peaje/chassis';
import { Relay } from '@peaje/messaging';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaAccounts } from './db/accounts.prisma.js';
import { PrismaCards } from './db/cards.prisma.js';
import { PrismaClient } from './db/generated/client.js';
import { PostgresLedger } from './db/ledger.sql.js';
import { AccountsController } from './http/accounts.controller.js';
import { CardsController } from './http/cards.controller.js';
import { ChargesConsumer } from './kafka/charges.consumer.js';
import { Accounts, Cards } from './ledger/accounts.js';
import { Ledger } from './ledger/ledger.js';
import { SettleCharges } from './ledger/settle-charges.handler.js';

const { Pool } = pg;

@Module({
  imports: [OutboxModule],
  controllers: [AccountsController, CardsController, ChargesConsumer],
  providers: [
    {
      provide: PrismaClient,
      useFactory: (pool: pg.Pool) => new PrismaClient({ adapter: new PrismaPg(pool) }),
      inject: [Pool],
    },
    { provide: Ledger, useFactory: (pool: pg.Pool) => new PostgresLedger(pool), inject: [Pool] },
    {
      provide: SettleCharges,
      useFactory: (ledger: Ledger, clock: Clock) => new SettleCharges(ledger, clock),
      inject: [Ledger, Clock],
    },
    {
      provide: Accounts,
      useFactory: (prisma: PrismaClient, relay: Relay) => new PrismaAccounts(prisma, relay),
      inject: [PrismaClient, Relay],
    },
    {
      provide: Cards,
      useFactory: (prisma: PrismaClient, relay: Relay) => new PrismaCards(prisma, relay),
      inject: [PrismaClient, Relay],
    },
  ],
})
export class DebitModule {}
