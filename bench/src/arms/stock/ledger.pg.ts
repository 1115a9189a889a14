import pg from 'pg';
import type { Purchase } from '../records.js';
import { type AccountRow, ArmLedger, refusalOf } from './ledger.js';

/** The same transaction as that of `PrismaLedger`, in named statements of node-postgres. */
export class PgLedger extends ArmLedger {
  private readonly pool: pg.Pool;

  constructor(connectionString: string) {
    super();
    this.pool = new pg.Pool({ connectionString, max: 10, idleTimeoutMillis: 0 });
  }

  async decide(purchase: Purchase): Promise<string | null> {
    const session = await this.pool.connect();
    try {
      await session.query('BEGIN');
      const reason = await decideIn(session, purchase);
      await session.query('COMMIT');
      return reason;
    } catch (error) {
      await session.query('ROLLBACK');
      throw error;
    } finally {
      session.release();
    }
  }
}

async function decideIn(
  session: pg.PoolClient,
  { chargeId, accountId, merchantId, amountMinor }: Purchase,
): Promise<string | null> {
  const query = <Row extends pg.QueryResultRow>(name: string, text: string, values: unknown[]) =>
    session.query<Row>({ name, text, values });
  const seen = await query<{ reason: string | null }>('seen', 'SELECT reason FROM charge WHERE id = $1', [
    chargeId,
  ]);
  if (seen.rows[0]) return seen.rows[0].reason;
  const account = await query<AccountRow>(
    'lock',
    'SELECT status, balance_minor FROM account WHERE id = $1 FOR UPDATE',
    [accountId],
  );
  const reason = refusalOf(account.rows[0], amountMinor);
  if (reason === null) {
    await query(
      'move',
      `UPDATE account SET balance_minor = balance_minor + CASE WHEN id = $1 THEN -$3::bigint ELSE $3::bigint END
       WHERE id IN ($1, $2)`,
      [accountId, merchantId, amountMinor],
    );
  }
  await query(
    'charge',
    'INSERT INTO charge (id, account_id, merchant_id, amount_minor, status, reason) VALUES ($1, $2, $3, $4, $5, $6)',
    [chargeId, accountId, merchantId, amountMinor, reason === null ? 'approved' : 'declined', reason],
  );
  if (reason === null) {
    await query(
      'posting',
      'INSERT INTO posting (charge_id, from_account, to_account, amount_minor) VALUES ($1, $2, $3, $4)',
      [chargeId, accountId, merchantId, amountMinor],
    );
  }
  return reason;
}
