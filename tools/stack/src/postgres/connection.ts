import pg from 'pg';

/**
 * Opens a connection for `work` and closes it. When the server dies meanwhile, the running query rejects. The
 * listener is there because the connection's own error event would end this process.
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
