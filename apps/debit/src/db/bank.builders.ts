import { newId, SystemClock } from '@peaje/kernel';
import type { Relay } from '@peaje/messaging';
import { chargeEvent, createTestDatabase, eventually, type TestDatabase } from '@peaje/testing';
import { ChangeCard } from '../ledger/change-card.handler.js';
import { DepositMoney } from '../ledger/deposit-money.handler.js';
import { IssueCard } from '../ledger/issue-card.handler.js';
import { OpenAccount } from '../ledger/open-account.handler.js';
import { RecoverDebt } from '../ledger/recover-debt.handler.js';
import { SettleCharges } from '../ledger/settle-charges.handler.js';
import { PrismaAccounts } from './accounts.prisma.js';
import { PrismaCards } from './cards.prisma.js';
import { DebitDatabase } from './debit-database.js';
import { PrismaDebts } from './debts.prisma.js';
import { PostgresLedger } from './ledger.sql.js';
import { PrismaPostings } from './postings.prisma.js';

const relay = { offer: () => undefined } as unknown as Relay;
const holder = { name: 'Ana', phone: '+34600000001', language: 'es' as const };
const eur = (value: string) => ({ value, currency: 'EUR' as const });

/** The use cases of debit on a database of their own, for specs of what happens at the same moment. */
export class Bank {
  readonly accounts: PrismaAccounts;
  readonly cards: PrismaCards;
  readonly debts: PrismaDebts;
  readonly postings: PrismaPostings;
  readonly openAccount: OpenAccount;
  readonly issueCard: IssueCard;
  readonly changeCard: ChangeCard;
  private readonly clock = new SystemClock();

  private constructor(readonly database: TestDatabase) {
    const { pool } = database;
    const prisma = new DebitDatabase(pool);
    this.accounts = new PrismaAccounts(prisma, database.pool, relay);
    this.cards = new PrismaCards(prisma, pool, relay);
    this.debts = new PrismaDebts(prisma, pool, relay);
    this.postings = new PrismaPostings(prisma, pool);
    this.openAccount = new OpenAccount(this.accounts);
    this.issueCard = new IssueCard(this.accounts, this.cards);
    this.changeCard = new ChangeCard(this.cards, this.clock);
  }

  static async open(): Promise<Bank> {
    return new Bank(await createTestDatabase('debit'));
  }

  /** A member of the group. */
  member(): SettleCharges {
    return new SettleCharges(new PostgresLedger(this.database.pool, relay), this.clock);
  }

  /** A holder without money, with a card. */
  async newHolder(accountId = `acc_${newId()}`): Promise<{ accountId: string; token: string }> {
    const token = `card_${newId()}`;
    await this.openAccount.execute({ id: accountId, holder });
    await this.issueCard.execute({ token, accountId, product: 'debit', last4: '4242', expires: '2030-12' });
    return { accountId, token };
  }

  deposit(accountId: string, value: string) {
    const order = { accountId, callerId: 'bank', idempotencyKey: newId(), amount: eur(value) };
    return new DepositMoney(this.postings, this.clock).execute(order);
  }

  recover(debtId: string) {
    const recovery = { debtId, callerId: 'bank', idempotencyKey: newId() };
    return new RecoverDebt(this.debts, this.clock).execute(recovery);
  }

  async balanceOf(id: string): Promise<string> {
    return String((await this.accounts.get(id)).balanceMinor);
  }

  async one<T>(sql: string, values: unknown[] = []): Promise<T> {
    return (await this.database.pool.query<{ value: T }>(sql, values)).rows[0]!.value;
  }

  /** Holds a row with a statement of a session of its own while `first`, then `second`, wait for it in that order. */
  async inLine<A, B>(
    hold: { readonly sql: string; readonly values: unknown[] },
    first: () => Promise<A>,
    second: () => Promise<B>,
  ): Promise<[PromiseSettledResult<A>, PromiseSettledResult<B>]> {
    const session = await this.database.pool.connect();
    try {
      await session.query('BEGIN');
      await session.query(hold.sql, hold.values);
      const one = settled(first());
      await this.waiting(1);
      const other = settled(second());
      await this.waiting(2);
      await session.query('COMMIT');
      return [await one, await other];
    } finally {
      session.release();
    }
  }

  private waiting(count: number): Promise<void> {
    return eventually(`${count} transactions wait for a lock`, async () =>
      expect(
        await this.one(
          `SELECT count(*)::int AS value FROM pg_stat_activity
           WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        ),
      ).toBe(count),
    );
  }
}

const settled = async <T>(work: Promise<T>): Promise<PromiseSettledResult<T>> => {
  const [result] = await Promise.allSettled([work]);
  return result!;
};

interface Holder {
  readonly accountId: string;
  readonly token: string;
}

const charged = ({ accountId, token }: Holder, value: string, merchantId: string) => ({
  accountId,
  card: { token, last4: '4242', product: 'debit' as const },
  amount: eur(value),
  merchantId,
});

export const passage = (holder: Holder, value: string, merchantId = 'm_toll_road') =>
  chargeEvent({ kind: 'toll', ...charged(holder, value, merchantId) });

export const purchase = (holder: Holder, value: string, merchantId = 'm_corner_shop') =>
  chargeEvent(charged(holder, value, merchantId));
