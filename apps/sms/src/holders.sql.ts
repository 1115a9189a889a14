import type { HolderChanged } from '@peaje/contracts';
import type { SqlSession } from '@peaje/messaging';

/** Stores one state an account. It ignores a version below the stored one. */
export async function upsertHolders(session: SqlSession, holders: readonly HolderChanged[]): Promise<void> {
  await session.query(
    `INSERT INTO holder (account_id, name, phone, language, version)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[])
     ON CONFLICT (account_id) DO UPDATE
     SET name = excluded.name, phone = excluded.phone, language = excluded.language,
         version = excluded.version
     WHERE holder.version < excluded.version`,
    [
      holders.map((h) => h.accountId),
      holders.map((h) => h.name),
      holders.map((h) => h.phone),
      holders.map((h) => h.language),
      holders.map((h) => h.version),
    ],
  );
}

export async function deleteHolders(session: SqlSession, accountIds: readonly string[]): Promise<void> {
  await session.query('DELETE FROM holder WHERE account_id = ANY($1)', [accountIds]);
}
