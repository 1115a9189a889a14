import { inTransaction } from '@peaje/chassis';
import type pg from 'pg';
import type { Account, Posting } from '../ledger/ledger.js';
import { Postings, type KeyClaim, type KeyedPosting, type Slice } from '../ledger/postings.js';
import { lockAccounts } from './accounts.sql.js';
import type { DebitDatabase } from './debit-database.js';
import { onceForKey } from './keys.sql.js';
import { insertPostings, postingOf, shiftBalances } from './postings.sql.js';

export class PrismaPostings extends Postings {
  constructor(
    private readonly prisma: DebitDatabase,
    private readonly pool: pg.Pool,
  ) {
    super();
  }

  async list(accountId: string, { before, limit }: Slice): Promise<Posting[]> {
    const rows = await this.prisma.posting.findMany({
      where: { id: { lt: before }, OR: [{ fromAccount: accountId }, { toAccount: accountId }] },
      orderBy: { id: 'desc' },
      take: limit,
    });
    return rows.map(postingOf);
  }

  insert(
    claim: KeyClaim,
    accountIds: readonly string[],
    decide: (accounts: ReadonlyMap<string, Account>) => Posting,
  ): Promise<KeyedPosting> {
    return inTransaction(this.pool, (session) =>
      onceForKey(session, claim, async () => {
        const posting = decide(await lockAccounts(session, accountIds));
        await insertPostings(session, [posting]);
        await shiftBalances(session, [posting]);
        return posting;
      }),
    );
  }
}
