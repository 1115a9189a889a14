import { nothingStored } from '@peaje/kernel';
import { rerunConflicts, sqlStateOf, type SqlDatabase } from '@peaje/messaging';
import pg from 'pg';

/** The longest waits for the database, in milliseconds. No statement of ours needs a second. */
interface DatabaseLimits {
  /** For a connection, a new one or the next that is free. */
  readonly connectMs: number;
  /** The server ends a statement that waits for a lock or a slow disk: a definite answer, nothing is stored. */
  readonly statementMs: number;
  /** The server ends the transaction of a process that is frozen in the middle: it holds locks that others need. */
  readonly idleInTransactionMs: number;
  /** Longer than a statement may take: the other end is gone, and no reset came. */
  readonly silenceMs: number;
}

/**
 * A statement is planned once for each connection. A plan that was made for an empty table would scan the whole table
 * however much it has grown, until the next ANALYZE: where there is an index, it is used from the first row on.
 */
const PLANS = '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off';

const LIMITS: DatabaseLimits = {
  connectMs: 5_000,
  statementMs: 10_000,
  idleInTransactionMs: 5_000,
  silenceMs: 15_000,
};

export interface PoolOptions {
  readonly url: string;
  readonly size: number;
  readonly name: string;
  readonly limits?: DatabaseLimits;
}

/** The token of the pool of consumers. `pg.Pool` is the token of the other one. */
export const CONSUMER_POOL = Symbol('consumer-pool');

/** A pool of a service: Prisma and the hot statements share it. */
export function openPool({ url, size, name, limits = LIMITS }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    application_name: name,
    keepAlive: true,
    connectionTimeoutMillis: limits.connectMs,
    statement_timeout: limits.statementMs,
    idle_in_transaction_session_timeout: limits.idleInTransactionMs,
    query_timeout: limits.silenceMs,
    // Connections keep their prepared statements.
    idleTimeoutMillis: 0,
    options: PLANS,
  });
  // A connection that dies is replaced by the pool, and its next statement fails. Without a listener the process would end.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** The connection was lost while COMMIT ran: the transaction is there or it is not, and only the database can say. */
export class CommitUnknownError extends Error {
  override readonly name = 'CommitUnknownError';
}

const RERUNS_OF_A_CONFLICT = 5;

/**
 * For the transaction of a request: PostgreSQL has rolled back the one it chose to end a deadlock, so it runs again.
 * `work` must have no effect besides. A batch needs no reruns here: the pipeline has its own.
 */
export const inTransactionAgain = <T>(
  pool: pg.Pool,
  work: (session: pg.PoolClient) => Promise<T>,
): Promise<T> => rerunConflicts(RERUNS_OF_A_CONFLICT, () => inTransaction(pool, work));

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
    if (isSilence(error) || error instanceof CommitUnknownError) broken = error;
    else await session.query('ROLLBACK').catch((failure: Error) => (broken = failure));
    throw error instanceof CommitUnknownError ? error : nothingStored(error);
  } finally {
    // A connection that could not roll back is closed instead of lent again: the server rolls back.
    session.release(broken);
  }
}

/**
 * A statement is a transaction of its own, in one round trip to the database. What the server calls an error it has rolled
 * back; a connection that breaks off says nothing. @throws CommitUnknownError
 */
export async function inOneStatement<Row extends object>(
  pool: pg.Pool,
  statement: pg.QueryConfig,
): Promise<Row[]> {
  const session = await pool.connect().catch((error: unknown) => {
    throw nothingStored(error);
  });
  let broken: Error | undefined;
  try {
    const { rows } = await session.query<Row>(statement);
    return rows;
  } catch (error) {
    if (isRolledBack(error)) throw nothingStored(error);
    broken = error as Error;
    throw new CommitUnknownError('the database did not say whether it committed', { cause: error });
  } finally {
    session.release(broken);
  }
}

const isRolledBack = (error: unknown): boolean =>
  (error as { severity?: string } | null)?.severity === 'ERROR' ||
  /not queryable/.test((error as Error).message);

/** The database did not answer for `silenceMs`; node-postgres has no code for it. */
export const isSilence = (error: unknown): error is Error =>
  error instanceof Error && error.message === 'Query read timeout';

const NO_CONNECTION = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND']);
/** Prisma's own: cannot reach, timed out, closed, pool exhausted. */
const NO_CONNECTION_OF_PRISMA = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024']);

/** SQLSTATE classes 08 connection, 40 lost race, 53 resources, 57 operator, 58 system; 25006 read-only; or no connection. */
export function isOutage(error: unknown): boolean {
  const sqlState = sqlStateOf(error);
  if (sqlState) return /^(08|25006|40|53|57|58)/.test(sqlState);
  const { code, message } = (error ?? {}) as { code?: string; message?: string };
  return (
    NO_CONNECTION.has(code ?? '') ||
    NO_CONNECTION_OF_PRISMA.has(code ?? '') ||
    isSilence(error) ||
    /timeout exceeded when trying to connect|Connection terminated|not queryable/.test(message ?? '')
  );
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
