import { checksumOf, pendingMigrations } from './migration-history.js';

const init = { name: '20261122000000_init', sql: 'CREATE TABLE a ();' };
const next = { name: '20261123000000_next', sql: 'CREATE TABLE b ();' };
const applied = { name: init.name, checksum: checksumOf(init.sql), finished: true };

describe('comparing the migrations of the repository with those of a database', () => {
  it('finds all migrations pending in a new database, and none in an up-to-date one', () => {
    expect(pendingMigrations('pos', [init, next], [])).toEqual([init, next]);
    expect(pendingMigrations('pos', [init], [applied])).toEqual([]);
  });

  it('finds only new migrations', () => {
    expect(pendingMigrations('pos', [init, next], [applied])).toEqual([next]);
  });

  it('refuses a migration that was edited after it was applied, and names it', () => {
    const edited = { ...init, sql: `${init.sql} -- better` };
    expect(() => pendingMigrations('pos', [edited], [applied])).toThrow(
      expect.objectContaining({
        code: 'migration-edited',
        message: expect.stringContaining('prisma/pos/migrations/20261122000000_init'),
      }),
    );
  });

  it('refuses a database in which a migration failed', () => {
    expect(() => pendingMigrations('pos', [init], [{ ...applied, finished: false }])).toThrow(
      expect.objectContaining({ code: 'migration-failed' }),
    );
  });

  it('refuses a database with a migration that the repository does not have', () => {
    expect(() => pendingMigrations('pos', [], [applied])).toThrow(
      expect.objectContaining({ code: 'migration-unknown' }),
    );
  });
});
