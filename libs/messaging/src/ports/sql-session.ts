/** A connection of node-postgres, inside a transaction or not. */
export interface SqlSession {
  query<Row extends object>(
    text: string,
    values?: unknown[],
  ): Promise<{ rows: Row[]; rowCount: number | null }>;
}

/** The same, which can also begin a transaction. It rolls back when `work` throws, and throws that on. */
export abstract class SqlDatabase implements SqlSession {
  abstract query<Row extends object>(
    text: string,
    values?: unknown[],
  ): Promise<{ rows: Row[]; rowCount: number | null }>;
  abstract transaction<T>(work: (session: SqlSession) => Promise<T>): Promise<T>;
}
