import { Module } from '@nestjs/common';
import { CONSUMER_POOL, OutboxModule, ParkingModule, provide } from '@peaje/chassis';
import { Clock } from '@peaje/kernel';
import { Relay } from '@peaje/messaging';
import pg from 'pg';
import { PrismaAccounts } from './db/accounts.prisma.js';
import { PrismaCards } from './db/cards.prisma.js';
import { DebitDatabase } from './db/debit-database.js';
import { PrismaDebts } from './db/debts.prisma.js';
import { PostgresLedger } from './db/ledger.sql.js';
import { PrismaPostings } from './db/postings.prisma.js';
import { AccountsController } from './http/accounts.controller.js';
import { CardsController } from './http/cards.controller.js';
import { DebtsController } from './http/debts.controller.js';
import { ReconciliationController } from './http/reconciliation.controller.js';
import { ChargesConsumer } from './kafka/charges.consumer.js';
import { Accounts } from './ledger/accounts.js';
import { Cards } from './ledger/cards.js';
import { ChangeCard } from './ledger/change-card.handler.js';
import { Debts } from './ledger/debts.js';
import { DepositMoney } from './ledger/deposit-money.handler.js';
import { DiscardRequest } from './ledger/discard-request.handler.js';
import { IssueCard } from './ledger/issue-card.handler.js';
import { Ledger } from './ledger/ledger.js';
import { OpenAccount } from './ledger/open-account.handler.js';
import { Postings } from './ledger/postings.js';
import { RecoverDebt } from './ledger/recover-debt.handler.js';
import { SettleCharges } from './ledger/settle-charges.handler.js';

const { Pool } = pg;

@Module({
  imports: [OutboxModule, ParkingModule],
  controllers: [
    AccountsController,
    CardsController,
    DebtsController,
    ReconciliationController,
    ChargesConsumer,
  ],
  providers: [
    // The use cases: of the topic, then of the bank's staff.
    provide(SettleCharges, SettleCharges, [Ledger, Clock]),
    provide(DiscardRequest, DiscardRequest, [Ledger, Clock]),
    provide(OpenAccount, OpenAccount, [Accounts]),
    provide(DepositMoney, DepositMoney, [Postings, Clock]),
    provide(RecoverDebt, RecoverDebt, [Debts, Clock]),
    provide(IssueCard, IssueCard, [Accounts, Cards]),
    provide(ChangeCard, ChangeCard, [Cards, Clock]),
    // The ports.
    provide(Ledger, PostgresLedger, [CONSUMER_POOL, Relay]),
    provide(Accounts, PrismaAccounts, [DebitDatabase, Pool, Relay]),
    provide(Postings, PrismaPostings, [DebitDatabase, Pool]),
    provide(Debts, PrismaDebts, [DebitDatabase, Pool, Relay]),
    provide(Cards, PrismaCards, [DebitDatabase, Pool, Relay]),
    provide(DebitDatabase, DebitDatabase, [Pool]),
  ],
})
export class DebitModule {}
