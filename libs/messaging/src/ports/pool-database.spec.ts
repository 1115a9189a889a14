import { PoolDatabase, type SqlPool } from './pool-database.js';

/** A pool of one connection that notes what happens to it; statements in `failing` are refused. */
function notedPool(...failing: string[]) {
  const notes: string[] = [];
  const query = async (text: string) => {
    notes.push(text);
    if (failing.includes(text)) throw new Error(`${text} fails`);
    return { rows: [], rowCount: 0 };
  };
  const release = (broken?: Error) => void notes.push(broken ? 'closed' : 'lent again');
  const pool = { query, connect: async () => ({ query, release }), end: async () => undefined };
  return { notes, database: new PoolDatabase(pool as SqlPool) };
}

describe('a transaction on a pool', () => {
  it('commits, and gives the result of its work', async () => {
    const { notes, database } = notedPool();
    const result = await database.transaction(async (session) => {
      await session.query('INSERT');
      return 7;
    });
    expect(result).toBe(7);
    expect(notes).toEqual(['BEGIN', 'INSERT', 'COMMIT', 'lent again']);
  });

  it('rolls back what fails, and throws the original error', async () => {
    const { notes, database } = notedPool('INSERT');
    await expect(database.transaction((session) => session.query('INSERT'))).rejects.toThrow('INSERT fails');
    expect(notes).toEqual(['BEGIN', 'INSERT', 'ROLLBACK', 'lent again']);
  });

  it('closes a connection that cannot roll back', async () => {
    const { notes, database } = notedPool('INSERT', 'ROLLBACK');
    await expect(database.transaction((session) => session.query('INSERT'))).rejects.toThrow('INSERT fails');
    expect(notes.at(-1)).toBe('closed');
  });
});
