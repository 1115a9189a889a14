import { rawSession } from '@peaje/chassis';
import { holders } from '@peaje/contracts';
import type { Currency } from '@peaje/kernel';
import { insertOutbox, outboxRow, type Relay } from '@peaje/messaging';
import { Accounts, type NewAccount, type OwnedAccount } from '../ledger/accounts.js';
import type { AccountKind } from '../ledger/ledger.js';
import { holderChanged } from '../ledger/state-events.js';
import type { DebitDatabase } from './debit-database.js';
import type { Account as AccountRow } from './generated/client.js';

const FIRST_VERSION = 1;
const KINDS: AccountKind[] = ['bank', 'holder', 'merchant'];

export class PrismaAccounts extends Accounts {
  constructor(
    private readonly prisma: DebitDatabase,
    private readonly relay: Relay,
  ) {
    super();
  }

  async find(id: string, kind?: AccountKind): Promise<OwnedAccount | null> {
    const row = await this.prisma.account.findFirst({
      where: { kind: { in: kind ? [kind] : KINDS }, id },
      orderBy: { kind: 'asc' },
    });
    return row && accountOf(row);
  }

  async insert(account: NewAccount): Promise<boolean> {
    const { id, currency, holder } = account;
    const { name: holderName, phone, language } = holder;
    const event = outboxRow(holders, holderChanged(account, FIRST_VERSION, new Date().toISOString()));
    const data = [{ id, kind: 'holder', currency, holderName, phone, language }];
    const created = await this.prisma.$transaction(async (tx) => {
      const { count } = await tx.account.createMany({ data, skipDuplicates: true });
      if (count > 0) await insertOutbox(rawSession(tx), [event]);
      return count > 0;
    });
    if (created) this.relay.offer([event]);
    return created;
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
