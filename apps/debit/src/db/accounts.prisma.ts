import { inTransaction, rawSession } from '@peaje/chassis';
import {
  decodeCursor,
  holders,
  pageOf,
  type AccountView,
  type OpenAccountBody,
  type Page,
  type PostingView,
} from '@peaje/contracts';
import { fingerprintOf, minorOf, money, newId, Refusal, type Currency } from '@peaje/kernel';
import { insertOutbox, outboxRow, type Relay } from '@peaje/messaging';
import type pg from 'pg';
import { Accounts, type DepositOrder, type Made, type PageRequest } from '../ledger/accounts.js';
import type { Posting } from '../ledger/ledger.js';
import { holderChanged } from '../ledger/state-events.js';
import { postingView } from './posting-view.js';
import type { DebitDatabase } from './debit-database.js';
import type { Account } from './generated/client.js';
import { claimKey, postMoney } from './postings.sql.js';

const BANK = 'bank';
const FIRST_VERSION = 1;

export class PrismaAccounts extends Accounts {
  constructor(
    private readonly prisma: DebitDatabase,
    private readonly pool: pg.Pool,
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
        detail: 'this id is taken by another holder: choose another id',
      });
    }
    return { created, value };
  }

  async get(id: string): Promise<AccountView> {
    const account = await this.prisma.account.findUnique({ where: { id } });
    if (!account) throw notFound();
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
    const posting = newDeposit(order);
    const { value, currency } = order.amount;
    const fingerprint = fingerprintOf([order.accountId, value, currency]);
    const { state, postingId } = await inTransaction(this.pool, async (session) => {
      const claim = await claimKey(session, { ...order, fingerprint, postingId: posting.id });
      if (claim.state === 'new' && (await postMoney(session, posting)) !== 'posted') throw notFound();
      return claim;
    });
    if (state === 'other') {
      throw new Refusal('idempotency-key-reused', {
        field: 'Idempotency-Key',
        detail: 'this key was used for another deposit: send a new key for a new deposit',
      });
    }
    const stored = await this.prisma.posting.findUniqueOrThrow({ where: { id: postingId } });
    return { created: state === 'new', value: postingView(stored) };
  }
}

function newDeposit({ accountId, amount }: DepositOrder): Posting {
  return {
    id: `${newId()}.deposit`,
    kind: 'deposit',
    chargeId: null,
    from: BANK,
    to: accountId,
    amountMinor: minorOf(amount),
    currency: amount.currency,
    at: new Date().toISOString(),
  };
}

const notFound = (): Refusal => new Refusal('not-found', { detail: 'there is no account with this id' });

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
