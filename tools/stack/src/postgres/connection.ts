import pg from 'pg';

/**
 * Lends a connection to `work` and closes it. When the server goes away meanwhile, the query under way
 * rejects; without a listener the connection's own error event would end our process besides.
 */
export async function withConnection<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
