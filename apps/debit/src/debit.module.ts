import { Module } from '@nestjs/common';
import { OutboxModule, ParkingModule, provide } from '@peaje/chassis';
import { Clock } from '@peaje/kernel';
import { Relay } from '@peaje/messaging';
import pg from 'pg';
import { PrismaAccounts } from './db/accounts.prisma.js';
import { PrismaCards } from './db/cards.prisma.js';
import { DebitDatabase } from './db/debit-database.js';
import { PrismaDebts } from './db/debts.prisma.js';
import { PostgresLedger } from './db/ledger.sql.js';
import { AccountsController } from './http/accounts.controller.js';
import { CardsController } from './http/cards.controller.js';
import { DebtsController } from './http/debts.controller.js';
import { ChargesConsumer } from './kafka/charges.consumer.js';
import { Accounts, Cards } from './ledger/accounts.js';
import { Debts } from './ledger/debts.js';
import { DiscardRequest } from './ledger/discard-request.handler.js';
import { Ledger } from './ledger/ledger.js';
import { SettleCharges } from './ledger/settle-charges.handler.js';

const { Pool } = pg;

@Module({
  imports: [OutboxModule, ParkingModule],
  controllers: [AccountsController, CardsController, DebtsController, ChargesConsumer],
  providers: [
    provide(SettleCharges, SettleCharges, [Ledger, Clock]),
    provide(DiscardRequest, DiscardRequest, [Ledger, Clock]),
    provide(Ledger, PostgresLedger, [Pool, Relay]),
    provide(DebitDatabase, DebitDatabase, [Pool]),
    provide(Accounts, PrismaAccounts, [DebitDatabase, Pool, Relay]),
    provide(Cards, PrismaCards, [DebitDatabase, Pool, Relay]),
    provide(Debts, PrismaDebts, [DebitDatabase, Pool, Relay]),
  ],
})
export class DebitModule {}
