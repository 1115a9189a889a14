import { newId } from '@peaje/kernel';
import { createEmptyDatabase, type TestDatabase } from '@peaje/testing';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../../../../prisma/debit/migrations');
const ALL = readdirSync(FOLDER)
  .filter((name) => /^\d/.test(name))
  .sort();

describe('a database of an earlier version', () => {
  let database: TestDatabase;

  beforeEach(async () => (database = await createEmptyDatabase('debit')));
  afterEach(() => database.drop());

  const migrate = async (names: readonly string[]) => {
    for (const name of names)
      await database.pool.query(readFileSync(join(FOLDER, name, 'migration.sql'), 'utf8'));
  };
  const before = (name: string) => ALL.filter((other) => other < name);
  const from = (name: string) => ALL.filter((other) => other >= name);
  const account = (id: string, kind: string, minor: number) =>
    database.pool.query(
      `INSERT INTO account (id, kind, currency, balance_minor) VALUES ($1, $2, 'EUR', $3)`,
      [id, kind, minor],
    );
  const posting = (kind: string, sides: readonly [string, string], minor: number, at: string, id = newId()) =>
    database.pool.query(
      `INSERT INTO posting (id, kind, charge_id, from_account, to_account, amount_minor, currency, at)
       VALUES ($1::text || '.' || $2::text, $2::text, $1::uuid, $3, $4, $5, 'EUR', $6)`,
      [id, kind, ...sides, minor, at],
    );

  it('the takings that came to a holder with the id of their merchant are moved; spent ones stay', async () => {
    await migrate(before('20261126130000_account_kinds'));
    await account('payer', 'holder', 0);
    await account('twin', 'holder', 500);
    await account('spender', 'holder', 10);
    await account('shop', 'merchant', 100);
    const at = '2026-11-20T10:00:00Z';
    await posting('charge', ['payer', 'twin'], 400, at);
    await posting('reversal', ['twin', 'payer'], 100, at);
    await posting('charge', ['payer', 'spender'], 400, at);
    await posting('charge', ['payer', 'shop'], 100, at);
    await migrate(from('20261126130000_account_kinds'));

    const { rows } = await database.pool.query(
      `SELECT kind, id, balance_minor::int AS minor FROM account WHERE id <> 'bank' ORDER BY kind, id`,
    );
    expect(rows).toEqual([
      { kind: 'holder', id: 'payer', minor: 0 },
      { kind: 'holder', id: 'spender', minor: 10 },
      { kind: 'holder', id: 'twin', minor: 200 },
      { kind: 'merchant', id: 'shop', minor: 100 },
      { kind: 'merchant', id: 'twin', minor: 300 },
    ]);
  });

  it('postings get their order from their times, and new ones come after them', async () => {
    await migrate(before('20261126140000_posting_order'));
    const [older, newer] = [newId(), newId()];
    await posting('charge', ['payer', 'shop'], 1, '2026-11-20T10:00:00Z', newer);
    await posting('charge', ['payer', 'shop'], 1, '2026-11-19T10:00:00Z', older);
    await posting('reversal', ['shop', 'payer'], 1, '2026-11-21T10:00:00Z', older);
    await migrate(from('20261126140000_posting_order'));
    await posting('reversal', ['shop', 'payer'], 1, '2026-11-18T10:00:00Z', newer);

    const { rows } = await database.pool.query<{ id: string; seq: string }>(
      'SELECT id, seq FROM posting ORDER BY seq',
    );
    expect(rows).toEqual([
      { id: `${older}.charge`, seq: '1' },
      { id: `${newer}.charge`, seq: '2' },
      { id: `${older}.reversal`, seq: '3' },
      { id: `${newer}.reversal`, seq: '4' },
    ]);
  });
});
