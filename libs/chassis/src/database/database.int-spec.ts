import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createTestDatabase, type TestDatabase } from '@peaje/testing';
import type pg from 'pg';
import { CommitUnknownError, inTransaction, inTransactionAgain, isSilence, openPool } from './database.js';

const LIMITS = { connectMs: 2_000, statementMs: 500, idleInTransactionMs: 500, silenceMs: 4_000 };

const pass = (from: Socket, to: Socket): void =>
  void from
    .on('data', (data) => to.write(data))
    .on('close', () => to.destroy())
    .on('error', () => undefined);

/** The way to PostgreSQL. Once it is cut nothing passes, and no reset is sent, as when a machine is gone. */
class Wire {
  private readonly server: Server;
  private pairs: (readonly [Socket, Socket])[] = [];

  constructor({ port, hostname }: URL) {
    this.server = createServer((near) => {
      const far = connect(Number(port), hostname);
      pass(near, far);
      pass(far, near);
      this.pairs.push([near, far]);
    });
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return (this.server.address() as AddressInfo).port;
  }

  /** Cuts the open connections; new ones get through. */
  cut(): number {
    const cut = this.pairs.splice(0);
    for (const socket of cut.flat()) socket.removeAllListeners('data').removeAllListeners('close').resume();
    return cut.length;
  }

  close(): void {
    this.server.close();
  }
}

describe('the pool of a service', () => {
  let database: TestDatabase;
  let wire: Wire;
  let pool: pg.Pool;

  beforeAll(async () => {
    database = await createTestDatabase('pos');
    await database.pool.query('CREATE TABLE seen (n int PRIMARY KEY)');
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await database.pool.query('TRUNCATE seen');
    const url = new URL(database.url);
    wire = new Wire(url);
    url.port = String(await wire.listen());
    pool = openPool({ url: url.href, size: 1, name: 'database-spec', limits: LIMITS });
  });
  afterEach(async () => {
    await pool.end();
    wire.close();
  });

  const insert = (session: pg.Pool | pg.PoolClient, n: number) =>
    session.query('INSERT INTO seen VALUES ($1)', [n]);
  const stored = async () =>
    (await database.pool.query<{ n: number }>('SELECT n FROM seen ORDER BY n')).rows.map(({ n }) => n);

  it('closes a connection whose other end is gone, and opens another', async () => {
    await insert(pool, 1);
    expect(wire.cut()).toBe(1);

    const error = await insert(pool, 2).catch((reason: unknown) => reason);

    expect(isSilence(error)).toBe(true);
    await insert(pool, 3);
    expect(await stored()).toEqual([1, 3]);
  });

  it('gives it up in a transaction too, at once, and nothing of it is stored', async () => {
    const startedMs = performance.now();
    const work = inTransaction(pool, async (session) => {
      await insert(session, 1);
      expect(wire.cut()).toBe(1);
      await insert(session, 2);
    });

    expect(isSilence(await work.catch((reason: unknown) => reason))).toBe(true);
    expect(performance.now() - startedMs).toBeLessThan(2 * LIMITS.silenceMs);
    await insert(pool, 3);
    expect(await stored()).toEqual([3]);
  });

  it('an unanswered commit is reported neither as done nor as failed', async () => {
    const work = inTransaction(pool, async (session) => {
      await insert(session, 1);
      expect(wire.cut()).toBe(1);
    });

    await expect(work).rejects.toBeInstanceOf(CommitUnknownError);
  });

  it('runs a transaction again that PostgreSQL ended because of a deadlock', async () => {
    await database.pool.query('INSERT INTO seen VALUES (1), (2)');
    const bothHold = Promise.withResolvers<void>();
    let holding = 0;
    let runs = 0;
    const both = [[1, 2] as const, [2, 1] as const].map(([first, second]) =>
      inTransactionAgain(database.pool, async (session) => {
        runs++;
        await session.query('SELECT FROM seen WHERE n = $1 FOR UPDATE', [first]);
        if (++holding === 2) bothHold.resolve();
        await bothHold.promise;
        await session.query('SELECT FROM seen WHERE n = $1 FOR UPDATE', [second]);
        return first;
      }),
    );
    expect(await Promise.all(both)).toEqual([1, 2]);
    // The loser may come back before the winner goes on, and lose once more.
    expect(runs).toBeGreaterThanOrEqual(3);
  });

  it('ends a statement that waits for a lock, and goes on with the same connection', async () => {
    const holder = await database.pool.connect();
    await holder.query('BEGIN; LOCK TABLE seen');

    await expect(inTransaction(pool, (session) => insert(session, 1))).rejects.toMatchObject({
      code: '57014',
    });

    await holder.query('ROLLBACK');
    holder.release();
    await insert(pool, 2);
    expect(await stored()).toEqual([2]);
    expect(wire.cut()).toBe(1);
  });

  it('does not let a process that is frozen in a transaction hold its locks', async () => {
    const holds = Promise.withResolvers<void>();
    const thawed = Promise.withResolvers<void>();
    const work = inTransaction(pool, async (session) => {
      await insert(session, 1);
      holds.resolve();
      await thawed.promise;
      await insert(session, 2);
    });
    work.catch(() => undefined);
    await holds.promise;

    // Waits for the row that the frozen session holds, then gets it.
    await insert(database.pool, 1);
    thawed.resolve();

    await expect(work).rejects.toThrow();
    expect(await stored()).toEqual([1]);
  });

  it('fails the transaction whose connection dies in a pause, and neither the process nor the next one', async () => {
    const work = inTransaction(pool, async (session) => {
      const ended = new Promise<void>((resolve) => session.once('end', resolve));
      const { rows } = await session.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await insert(session, 1);
      await database.pool.query('SELECT pg_terminate_backend($1)', [rows[0]!.pid]);
      await ended;
      await insert(session, 2);
    });

    await expect(work).rejects.toThrow('not queryable');
    await inTransaction(pool, (session) => insert(session, 3));
    expect(await stored()).toEqual([3]);
  });

  it('a statement that was planned on a small table uses the index when the table has grown', async () => {
    await pool.query('INSERT INTO seen SELECT generate_series(1, 20)');
    await pool.query('ANALYZE seen');
    await pool.query('PREPARE of_some (int[]) AS SELECT n FROM seen WHERE n = ANY($1)');
    await pool.query(`EXECUTE of_some ('{1,2,3}')`);
    await pool.query('INSERT INTO seen SELECT generate_series(21, 20000)');

    const { rows } = await pool.query<{ 'QUERY PLAN': string }>(`EXPLAIN EXECUTE of_some ('{1,2,3}')`);

    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(/Index (Only )?Scan|Bitmap Index Scan/);
    expect(plan).not.toContain('Seq Scan');
  });
});
