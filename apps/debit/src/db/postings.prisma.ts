import { inTransactionAgain } from '@peaje/chassis';
import { refuseCursor } from '@peaje/contracts';
import type pg from 'pg';
import { SIDES, type Account, type AccountKey, type AccountKind, type Posting } from '../ledger/ledger.js';
import {
  Postings,
  type KeyClaim,
  type KeyedPosting,
  type ListedPosting,
  type Slice,
} from '../ledger/postings.js';
import { lockAccounts } from './accounts.sql.js';
import type { DebitDatabase } from './debit-database.js';
import { onceForKey } from './keys.sql.js';
import { post, postingOf } from './postings.sql.js';

export class PrismaPostings extends Postings {
  constructor(
    private readonly prisma: DebitDatabase,
    private readonly pool: pg.Pool,
  ) {
    super();
  }

  async list({ kind, id }: AccountKey, { before, limit }: Slice): Promise<ListedPosting[]> {
    const rows = await this.prisma.posting.findMany({
      where: {
        seq: { lt: before === undefined ? undefined : await this.seqOf(before) },
        OR: [
          { fromAccount: id, kind: { in: kindsWith('from', kind) } },
          { toAccount: id, kind: { in: kindsWith('to', kind) } },
        ],
      },
      orderBy: { seq: 'desc' },
      take: limit,
    });
    return rows.map((row) => ({ ...postingOf(row), position: row.seq.toString() }));
  }

  /** A cursor of an earlier version is the id of a posting. */
  private async seqOf(position: string): Promise<bigint> {
    if (/^\d{1,18}$/.test(position)) return BigInt(position);
    const row = await this.prisma.posting.findUnique({ where: { id: position }, select: { seq: true } });
    return row?.seq ?? refuseCursor();
  }

  insert(
    claim: KeyClaim,
    accounts: readonly AccountKey[],
    decide: (accounts: ReadonlyMap<string, Account>) => Posting,
  ): Promise<KeyedPosting> {
    return inTransactionAgain(this.pool, (session) =>
      onceForKey(session, claim, async () => {
        const posting = decide(await lockAccounts(session, accounts));
        await post(session, [posting]);
        return posting;
      }),
    );
  }
}

/** A posting names its accounts by id, and its kind says of which kind they are. */
const kindsWith = (side: 'from' | 'to', kind: AccountKind): string[] =>
  Object.entries(SIDES).flatMap(([posting, sides]) => (sides[side] === kind ? [posting] : []));
