import { createHash } from 'node:crypto';
import { rawSession } from '@peaje/chassis';
import {
  decodeCursor,
  holders,
  pageOf,
  type AccountView,
  type OpenAccountBody,
  type Page,
  type PostingView,
} from '@peaje/contracts';
import { minorOf, money, newId, Refusal, type Currency } from '@peaje/kernel';
import { insertOutbox, outboxRow, type Relay } from '@peaje/messaging';
import { Accounts, type DepositOrder, type Made, type PageRequest } from '../ledger/accounts.js';
import { holderChanged } from '../ledger/state-events.js';
import { postingView } from './posting-view.js';
import type { DebitDatabase } from './debit-database.js';
import type { Account, Posting } from './generated/client.js';

const BANK = 'bank';
const FIRST_VERSION = 1;

export class PrismaAccounts extends Accounts {
  constructor(
    private readonly prisma: DebitDatabase,
    private readonly relay: Relay,
  ) {
    super();
  }

  async open(body: OpenAccountBody): Promise<Made<AccountView>> {
    const { id, holder } = body;
    const row = outboxRow(holders, holderChanged(body, FIRST_VERSION, new Date().toISOString()));
    const data = {
      id,
      kind: 'holder',
      currency: 'EUR',
      holderName: holder.name,
      phone: holder.phone,
      language: holder.language,
    };
    const created = await this.prisma.$transaction(async (tx) => {
      const { count } = await tx.account.createMany({ data: [data], skipDuplicates: true });
      if (count > 0) await insertOutbox(rawSession(tx), [row]);
      return count > 0;
    });
    if (created) this.relay.offer([row]);
    const value = await this.get(id);
    if (!isDeepSame(value.holder, holder)) {
      throw new Refusal('already-exists', {
        field: 'id',
        detail: `account ${id} exists with another holder: choose another id`,
      });
    }
    return { created, value };
  }

  async get(id: string): Promise<AccountView> {
    const account = await this.prisma.account.findUnique({ where: { id } });
    if (!account) throw notFound(id);
    return accountView(account);
  }

  async postings(id: string, { cursor, limit }: PageRequest): Promise<Page<PostingView>> {
    await this.get(id);
    const before = cursor === undefined ? {} : { id: { lt: decodeCursor(cursor) } };
    const rows = await this.prisma.posting.findMany({
      where: { ...before, OR: [{ fromAccount: id }, { toAccount: id }] },
      orderBy: { id: 'desc' },
      take: limit + 1,
    });
    return pageOf(rows, limit, (row) => row.id, postingView);
  }

  async deposit(order: DepositOrder): Promise<Made<PostingView>> {
    const { accountId, callerId, idempotencyKey, amount } = order;
    const fingerprint = fingerprintOf(order);
    const posting = newDeposit(order);
    const scope = { callerId, idempotencyKey };
    const created = await this.prisma.$transaction(async (tx) => {
      const claimed = await tx.deposit.createMany({
        data: [{ ...scope, fingerprint, postingId: posting.id }],
        skipDuplicates: true,
      });
      if (claimed.count === 0) return false;
      const shift = (id: string, byMinor: bigint) =>
        tx.account.updateMany({ where: { id }, data: { balanceMinor: { increment: byMinor } } });
      // In id order, as the ledger locks them.
      const shifts: [string, bigint][] = [
        [accountId, minorOf(amount)],
        [BANK, -minorOf(amount)],
      ];
      for (const [id, byMinor] of shifts.sort(([a], [b]) => (a < b ? -1 : 1))) {
        if ((await shift(id, byMinor)).count === 0) throw notFound(accountId);
      }
      await tx.posting.create({ data: posting });
      return true;
    });
    const stored = await this.prisma.deposit.findUniqueOrThrow({ where: { callerId_idempotencyKey: scope } });
    if (stored.fingerprint !== fingerprint) {
      throw new Refusal('idempotency-key-reused', {
        field: 'Idempotency-Key',
        detail: 'this key was used for another deposit: send a new key for a new deposit',
      });
    }
    const value = await this.prisma.posting.findUniqueOrThrow({ where: { id: stored.postingId } });
    return { created, value: postingView(value) };
  }
}

function newDeposit({ accountId, amount }: DepositOrder): Posting {
  return {
    id: `${newId()}.deposit`,
    kind: 'deposit',
    chargeId: null,
    fromAccount: BANK,
    toAccount: accountId,
    amountMinor: minorOf(amount),
    currency: amount.currency,
    at: new Date(),
  };
}

const fingerprintOf = ({ accountId, amount }: DepositOrder): string =>
  createHash('sha256')
    .update(JSON.stringify([accountId, amount.value, amount.currency]))
    .digest('hex');

const notFound = (id: string): Refusal => new Refusal('not-found', { detail: `there is no account ${id}` });

const isDeepSame = (a: AccountView['holder'], b: OpenAccountBody['holder']): boolean =>
  a !== null && a.name === b.name && a.phone === b.phone && a.language === b.language;

function accountView(account: Account): AccountView {
  const { holderName, phone, language } = account;
  return {
    id: account.id,
    holder:
      holderName === null
        ? null
        : { name: holderName, phone: phone ?? '', language: language === 'en' ? 'en' : 'es' },
    balance: money(account.balanceMinor, account.currency as Currency),
    status: account.status === 'closed' ? 'closed' : 'open',
  };
}
