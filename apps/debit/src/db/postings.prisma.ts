import { GroupCommit, inTransactionAgain } from '@peaje/chassis';
import { refuseCursor } from '@peaje/contracts';
import type pg from 'pg';
import { SIDES, type AccountKey, type AccountKind, type Posting } from '../ledger/ledger.js';
import {
  Postings,
  type KeyClaim,
  type KeyedPosting,
  type ListedPosting,
  type Slice,
} from '../ledger/postings.js';
import { lockAccounts } from './accounts.sql.js';
import type { DebitDatabase } from './debit-database.js';
import { claimKeys, keyName, readClaimed, releaseKeys } from './keys.sql.js';
import { post, postingOf } from './postings.sql.js';

interface NewPosting {
  readonly claim: KeyClaim;
  readonly accounts: readonly AccountKey[];
  readonly decide: (known: ReadonlySet<string>) => Posting;
}

/** The posting, or what `decide` threw: it concerns this caller only, and the others of the group are stored. */
type Result = { readonly stored: KeyedPosting } | { readonly thrown: unknown };

/** Postings that are asked for at the same moment are stored in one commit: each locks the account of the bank. */
export class PrismaPostings extends Postings {
  private readonly oneInsert: GroupCommit<NewPosting, Result>;

  constructor(
    private readonly prisma: DebitDatabase,
    private readonly pool: pg.Pool,
  ) {
    super();
    this.oneInsert = new GroupCommit(
      (group: readonly NewPosting[]) =>
        inTransactionAgain(this.pool, (session) => insertTogether(session, group)),
      { keyOf: ({ claim }) => keyName(claim) },
    );
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

  async insert(
    claim: KeyClaim,
    accounts: readonly AccountKey[],
    decide: (known: ReadonlySet<string>) => Posting,
  ): Promise<KeyedPosting> {
    const result = await this.oneInsert.run({ claim, accounts, decide });
    if ('thrown' in result) throw result.thrown;
    return result.stored;
  }
}

async function insertTogether(session: pg.PoolClient, group: readonly NewPosting[]): Promise<Result[]> {
  const claims = group.map(({ claim }) => claim);
  const claimed = await claimKeys(session, claims);
  const used = await readClaimed(
    session,
    claims.filter((claim) => !claimed.has(keyName(claim))),
  );
  const accounts = group.filter(({ claim }) => claimed.has(keyName(claim))).flatMap((one) => one.accounts);
  const known = new Set((await lockAccounts(session, accounts)).keys());
  const results = group.map(({ claim, decide }): Result => {
    const stored = used.get(keyName(claim));
    return stored ? { stored } : decided(claim, () => decide(known));
  });
  await post(
    session,
    results.flatMap((result) => ('stored' in result && result.stored.created ? [result.stored.value] : [])),
  );
  await releaseKeys(
    session,
    claims.filter((_, at) => 'thrown' in results[at]!),
  );
  return results;
}

function decided({ fingerprint }: KeyClaim, decide: () => Posting): Result {
  try {
    return { stored: { created: true, fingerprint, value: decide() } };
  } catch (thrown) {
    return { thrown };
  }
}

/** A posting names its accounts by id, and its kind says of which kind they are. */
const kindsWith = (side: 'from' | 'to', kind: AccountKind): string[] =>
  Object.entries(SIDES).flatMap(([posting, sides]) => (sides[side] === kind ? [posting] : []));
