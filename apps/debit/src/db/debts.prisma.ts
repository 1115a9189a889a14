import { inTransactionAgain } from '@peaje/chassis';
import type { OutboxRow, Relay } from '@peaje/messaging';
import type pg from 'pg';
import { Debts, type DebtState, type StoredDebt } from '../ledger/debts.js';
import { holderName, type Posting } from '../ledger/ledger.js';
import type { KeyClaim, KeyedPosting, Slice } from '../ledger/postings.js';
import { lockAccountsOfDebt } from './accounts.sql.js';
import { updateDenyList } from './cards.sql.js';
import type { DebitDatabase } from './debit-database.js';
import { debtOf, lockDebt, markRecovered } from './debts.sql.js';
import { onceForKey } from './keys.sql.js';
import { post } from './postings.sql.js';

export class PrismaDebts extends Debts {
  constructor(
    private readonly prisma: DebitDatabase,
    private readonly pool: pg.Pool,
    private readonly relay: Relay,
  ) {
    super();
  }

  async list(accountId: string | undefined, { before, limit }: Slice): Promise<StoredDebt[]> {
    const rows = await this.prisma.debt.findMany({
      where: { accountId, id: { lt: before } },
      orderBy: { id: 'desc' },
      take: limit,
    });
    return rows.map(debtOf);
  }

  async recover(
    claim: KeyClaim,
    debtId: string,
    decide: (state: DebtState) => Posting,
  ): Promise<KeyedPosting> {
    let events: readonly OutboxRow[] = [];
    const result = await inTransactionAgain(this.pool, (session) =>
      onceForKey(session, claim, async () => {
        const accounts = await lockAccountsOfDebt(session, debtId);
        const debt = await lockDebt(session, debtId);
        const posting = decide({ debt, account: debt && accounts.get(holderName(debt.accountId)) });
        await post(session, [posting]);
        await markRecovered(session, debtId, posting.at);
        if (debt) events = await updateDenyList(session, [debt.cardToken]);
        return posting;
      }),
    );
    this.relay.offer(events);
    return result;
  }
}
