import type { ChargeFacts } from '@peaje/contracts';
import { inTransaction } from '@peaje/chassis';
import { ConflictError } from '@peaje/kernel';
import { sqlStateOf, type OutboxRow, type Relay } from '@peaje/messaging';
import type pg from 'pg';
import {
  accountName,
  Ledger,
  type Account,
  type AccountKey,
  type Card,
  type LedgerChanges,
  type LedgerScope,
  type LedgerView,
  type StoredCharge,
} from '../ledger/ledger.js';
import { lockAccounts } from './accounts.sql.js';
import { assertRows } from './assert-rows.js';
import { updateDenyList } from './cards.sql.js';
import { deleteOpenDebts, insertDebts, markCancelled, readRecovered } from './debts.sql.js';
import { post } from './postings.sql.js';

const UNIQUE_VIOLATION = '23505';
const merchantKey = (id: string): AccountKey => ({ kind: 'merchant', id });

/**
 * The hot statements, set-based: about 40 µs of PostgreSQL a charge in a batch of 256, a tenth of a loop's.
 * First the lock, then the reads in statements of their own, so that they see what the lock waited for.
 */
export class PostgresLedger extends Ledger {
  private readonly knownMerchants = new Set<string>();

  constructor(
    private readonly pool: pg.Pool,
    private readonly relay: Relay,
  ) {
    super();
  }

  async transact<T extends LedgerChanges>(scope: LedgerScope, decide: (view: LedgerView) => T): Promise<T> {
    await this.openMerchants(scope.merchantIds);
    const { changes, events } = await inTransaction(this.pool, async (session) => {
      const accounts = await lockAccounts(session, [
        ...scope.accountIds.map((id) => ({ kind: 'holder', id }) as const),
        ...scope.merchantIds.map(merchantKey),
      ]);
      this.assertOpen(scope.merchantIds, accounts);
      const { charges, cards } = await readFacts(session, scope);
      const recovered = await readRecovered(session, declinedOf(charges));
      const changes = decide({ accounts, charges, cards, recovered });
      await insertCharges(session, changes.decided).catch(throwLostRace);
      await markReversed(session, changes.reversed, changes.released);
      await post(session, changes.postings);
      return { changes, events: await changeDebts(session, changes) };
    });
    this.relay.offer(events);
    return changes;
  }

  private async openMerchants(ids: readonly string[]): Promise<void> {
    const unknown = ids.filter((id) => !this.knownMerchants.has(id));
    if (unknown.length === 0) return;
    await this.pool.query(
      `INSERT INTO account (id, kind, currency) SELECT id, 'merchant', 'EUR' FROM unnest($1::text[]) AS m (id)
       ORDER BY id
       ON CONFLICT (kind, id) DO NOTHING`,
      [unknown],
    );
    for (const id of unknown) this.knownMerchants.add(id);
  }

  /** A failover may have lost a merchant's row that this process remembers. The next run opens it again. */
  private assertOpen(merchantIds: readonly string[], accounts: ReadonlyMap<string, Account>): void {
    const lost = merchantIds.filter((id) => !accounts.has(accountName(merchantKey(id))));
    if (lost.length === 0) return;
    for (const id of lost) this.knownMerchants.delete(id);
    throw new ConflictError('the database has lost the account of a merchant');
  }
}

/** As JSON has it. */
interface ChargeRow {
  id: string;
  fingerprint: string;
  status: StoredCharge['status'];
  reason: string | null;
  facts: ChargeFacts;
  balance_after_minor: string | null;
  decided_at: string;
  reversed_at: string | null;
  reversed_balance_minor: string | null;
}

const minor = (value: string | null): bigint | null => (value === null ? null : BigInt(value));

/** The stored charges and the cards of a batch, in one round trip. */
async function readFacts(session: pg.PoolClient, { chargeIds, cardTokens }: LedgerScope) {
  const { rows } = await session.query<{ charges: ChargeRow[]; cards: Card[] }>({
    name: 'read-facts',
    text: `SELECT
         (SELECT coalesce(json_agg(c), '[]') FROM (
            SELECT id, fingerprint, status, reason, facts, balance_after_minor::text, decided_at, reversed_at,
                   reversed_balance_minor::text
            FROM charge WHERE id = ANY($1::uuid[])) AS c) AS charges,
         (SELECT coalesce(json_agg(c), '[]') FROM (
            SELECT token, account_id AS "accountId", product, last4, expires, status
            FROM card WHERE token = ANY($2)) AS c) AS cards`,
    values: [chargeIds, cardTokens],
  });
  const { charges, cards } = rows[0]!;
  return {
    charges: new Map(charges.map((row) => [row.id, storedCharge(row)])),
    cards: new Map(cards.map((card) => [card.token, card])),
  };
}

const storedCharge = (row: ChargeRow): StoredCharge => ({
  id: row.id,
  fingerprint: row.fingerprint,
  status: row.status,
  reason: row.reason,
  facts: row.facts,
  balanceAfterMinor: minor(row.balance_after_minor),
  decidedAt: new Date(row.decided_at).toISOString(),
  reversedAt: row.reversed_at && new Date(row.reversed_at).toISOString(),
  reversedBalanceMinor: minor(row.reversed_balance_minor),
});

async function insertCharges(session: pg.PoolClient, charges: readonly StoredCharge[]): Promise<void> {
  if (charges.length === 0) return;
  await session.query({
    name: 'insert-charges',
    text: `INSERT INTO charge (id, fingerprint, status, reason, facts, balance_after_minor, decided_at, reversed_at,
                               reversed_balance_minor)
           SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::json[], $6::bigint[],
                                $7::timestamptz[], $8::timestamptz[], $9::bigint[])`,
    values: [
      charges.map((c) => c.id),
      charges.map((c) => c.fingerprint),
      charges.map((c) => c.status),
      charges.map((c) => c.reason),
      charges.map((c) => JSON.stringify(c.facts)),
      charges.map((c) => c.balanceAfterMinor),
      charges.map((c) => c.decidedAt),
      charges.map((c) => c.reversedAt),
      charges.map((c) => c.reversedBalanceMinor),
    ],
  });
}

/** The only unique key of the table is the charge's id: another member stored this charge after our read. */
function throwLostRace(error: unknown): never {
  if (sqlStateOf(error) !== UNIQUE_VIOLATION) throw error;
  throw new ConflictError('another member has stored a charge of this batch', { cause: error });
}

const declinedOf = (charges: ReadonlyMap<string, StoredCharge>): string[] =>
  [...charges.values()].filter(({ status }) => status === 'declined').map(({ id }) => id);

/** An approved charge becomes reversed. A declined one keeps its status when the money of its debt goes back. */
async function markReversed(
  session: pg.PoolClient,
  reversed: readonly StoredCharge[],
  released: readonly StoredCharge[],
): Promise<void> {
  const charges = [...reversed, ...released];
  if (charges.length === 0) return;
  const { rowCount } = await session.query(
    `UPDATE charge SET status = r.status, reversed_at = r.at, reversed_balance_minor = r.balance
     FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::bigint[]) AS r (id, status, at, balance)
     WHERE charge.id = r.id AND charge.reversed_at IS NULL
       AND charge.status = CASE r.status WHEN 'reversed' THEN 'approved' ELSE 'declined' END`,
    [
      charges.map((c) => c.id),
      charges.map((c) => c.status),
      charges.map((c) => c.reversedAt),
      charges.map((c) => c.reversedBalanceMinor),
    ],
  );
  assertRows('reversed charges', rowCount, charges.length);
}

/**
 * Debts and the deny list are one commit with the decision. Debts are stored before they are deleted: one batch may hold
 * a passage and its cancellation. The events of the cards that change.
 */
async function changeDebts(
  session: pg.PoolClient,
  { debts, voidedDebts, released }: LedgerChanges,
): Promise<readonly OutboxRow[]> {
  await insertDebts(session, debts);
  await markCancelled(session, released);
  const freedCards = await deleteOpenDebts(session, voidedDebts);
  return updateDenyList(session, [...debts.map(({ cardToken }) => cardToken), ...freedCards]);
}
