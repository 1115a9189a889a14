import { createEmptyDatabase, eventually, type TestDatabase } from '@peaje/testing';
import type pg from 'pg';
import { inTransaction, openPool } from './database.js';

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createEmptyDatabase('chassis');
  pool = openPool({ url: database.url, size: 2, name: 'chassis-test' });
  await pool.query('CREATE TABLE pony (name text)');
});

afterAll(async () => {
  await pool?.end();
  await database?.drop();
});

describe('a connection that dies between two statements of a transaction', () => {
  it('fails that transaction, and neither the process nor the next one', async () => {
    const cutShort = inTransaction(pool, async (session) => {
      const ended = new Promise<void>((resolve) => session.once('end', resolve));
      const { rows } = await session.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await session.query(`INSERT INTO pony VALUES ('Bayo')`);
      await database.pool.query('SELECT pg_terminate_backend($1)', [rows[0]!.pid]);
      await ended;
      await session.query(`INSERT INTO pony VALUES ('Tordo')`);
    });

    await expect(cutShort).rejects.toThrow('connection error');

    await inTransaction(pool, (session) => session.query(`INSERT INTO pony VALUES ('Lucera')`));
    const { rows } = await pool.query<{ name: string }>('SELECT name FROM pony');
    expect(rows).toEqual([{ name: 'Lucera' }]);
    await eventually(async () => expect(pool.totalCount).toBe(pool.idleCount));
  });
});
