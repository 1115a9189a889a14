import { SqlDatabase, type SqlSession } from './sql-session.js';

/** What this library needs of a pool of connections; node-postgres's is one. */
export interface SqlPool extends SqlSession {
  connect(): Promise<SqlSession & { release(broken?: Error): void }>;
  end(): Promise<void>;
}

export class PoolDatabase extends SqlDatabase {
  constructor(private readonly pool: SqlPool) {
    super();
  }

  query<Row extends object>(text: string, values?: unknown[]) {
    return this.pool.query<Row>(text, values);
  }

  async transaction<T>(work: (session: SqlSession) => Promise<T>): Promise<T> {
    const session = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await session.query('BEGIN');
      const result = await work(session);
      await session.query('COMMIT');
      return result;
    } catch (error) {
      await session.query('ROLLBACK').catch((failure: Error) => (broken = failure));
      throw error;
    } finally {
      // A connection that could not roll back is closed instead of lent again: the server rolls back.
      session.release(broken);
    }
  }
}
