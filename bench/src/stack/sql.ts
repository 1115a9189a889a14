import pg from 'pg';

/** Runs statements on a connection of their own. The rows of the last one. */
export async function runSql<Row extends pg.QueryResultRow>(
  connectionString: string,
  text: string,
  values?: readonly unknown[],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const result = await client.query<Row>(text, values && [...values]);
    return [result].flat().at(-1)?.rows ?? [];
  } finally {
    await client.end();
  }
}
