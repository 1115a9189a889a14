import { nothingStored } from '@peaje/kernel';
import { sqlStateOf, type SqlDatabase } from '@peaje/messaging';
import pg from 'pg';

/** The pool of a service: Prisma and the hot statements share it. */
export function openPool(options: {
  readonly url: string;
  readonly size: number;
  readonly name: string;
}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.size,
    application_name: options.name,
    connectionTimeoutMillis: 5_000,
    // Connections keep their prepared statements.
    idleTimeoutMillis: 0,
    options: '-c plan_cache_mode=force_generic_plan -c idle_in_transaction_session_timeout=15000',
  });
  // A connection that dies is replaced: the pool's while it is idle, a lent one when its user asks it again and it
  // fails. Each event must have a listener, else it ends the process.
  pool.on('error', () => undefined);
  pool.on('connect', (connection) => connection.on('error', () => undefined));
  return pool;
}

/** The connection was lost while COMMIT ran: the transaction is there or it is not, and only the database can say. */
export class CommitUnknownError extends Error {
  override readonly name = 'CommitUnknownError';
}

/**
 * READ COMMITTED, as PostgreSQL's default is. Rolls back and rethrows what `work` throws, marked as having stored
 * nothing. @throws CommitUnknownError
 */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (session: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const session = await pool.connect().catch((error: unknown) => {
    throw nothingStored(error);
  });
  let broken: Error | undefined;
  try {
    await session.query('BEGIN');
    const result = await work(session);
    await commit(session);
    return result;
  } catch (error) {
    await session.query('ROLLBACK').catch((failure: Error) => (broken = failure));
    throw error instanceof CommitUnknownError ? error : nothingStored(error);
  } finally {
    // A connection that could not roll back is closed instead of lent again.
    session.release(broken);
  }
}

async function commit(session: pg.PoolClient): Promise<void> {
  try {
    await session.query('COMMIT');
  } catch (cause) {
    if (sqlStateOf(cause)?.match(/^(40|23)/)) throw cause;
    throw new CommitUnknownError('the database did not say whether it committed', { cause });
  }
}

/** The pool as libs/messaging wants it. */
export const sqlDatabase = (pool: pg.Pool): SqlDatabase => ({
  query: (text, values) => pool.query(text, values),
  transaction: (work) => inTransaction(pool, work),
});
