import { GroupCommit } from '@peaje/chassis';
import { holders } from '@peaje/contracts';
import type { Currency } from '@peaje/kernel';
import { outboxRow, type Relay } from '@peaje/messaging';
import type pg from 'pg';
import { Accounts, type NewAccount, type OwnedAccount } from '../ledger/accounts.js';
import type { AccountKind } from '../ledger/ledger.js';
import { holderChanged } from '../ledger/state-events.js';
import { insertHolders } from './accounts.sql.js';
import type { DebitDatabase } from './debit-database.js';
import type { Account as AccountRow } from './generated/client.js';

const FIRST_VERSION = 1;
const KINDS: AccountKind[] = ['bank', 'holder', 'merchant'];

/** Accounts that are opened at the same moment are stored in one commit. */
export class PrismaAccounts extends Accounts {
  private readonly oneInsert: GroupCommit<NewAccount, boolean>;

  constructor(
    private readonly prisma: DebitDatabase,
    private readonly pool: pg.Pool,
    private readonly relay: Relay,
  ) {
    super();
    this.oneInsert = new GroupCommit((accounts: readonly NewAccount[]) => this.insertTogether(accounts), {
      keyOf: ({ id }) => id,
    });
  }

  async find(id: string, kind?: AccountKind): Promise<OwnedAccount | null> {
    const row = await this.prisma.account.findFirst({
      where: { kind: { in: kind ? [kind] : KINDS }, id },
      orderBy: { kind: 'asc' },
    });
    return row && accountOf(row);
  }

  insert(account: NewAccount): Promise<boolean> {
    return this.oneInsert.run(account);
  }

  private async insertTogether(accounts: readonly NewAccount[]): Promise<boolean[]> {
    const at = new Date().toISOString();
    const events = accounts.map((account) => outboxRow(holders, holderChanged(account, FIRST_VERSION, at)));
    const opened = await insertHolders(this.pool, accounts, events);
    const isOpened = accounts.map(({ id }) => opened.has(id));
    this.relay.offer(events.filter((_, index) => isOpened[index]));
    return isOpened;
  }
}

function accountOf({ id, kind, status, currency, balanceMinor, ...row }: AccountRow): OwnedAccount {
  const { holderName: name, phone, language } = row;
  return {
    id,
    kind: kind as OwnedAccount['kind'],
    status: status === 'closed' ? 'closed' : 'open',
    currency: currency as Currency,
    balanceMinor,
    holder: name === null ? null : { name, phone: phone ?? '', language: language === 'en' ? 'en' : 'es' },
  };
}
