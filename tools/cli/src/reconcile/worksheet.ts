import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

/**
 * Both sides of every comparison, as they were read. An amount is `1990 EUR`, and `charge` is the id of a charge. A record has
 * a column for each service that reads it: 1 when its group had committed it before its database was read, 0 when not,
 * and -1 when the service refused it: the record is a dead letter, or was one that an operator discarded.
 */
const TABLES = {
  charge: ['id', 'kind', 'account', 'card', 'merchant', 'amount', 'status', 'reason', 'ledger'],
  unsent: ['event'],
  decision: ['id', 'kind', 'account', 'card', 'merchant', 'amount', 'status', 'reason', 'reversed'],
  posting: ['id', 'charge', 'kind', 'payer', 'payee', 'amount'],
  debt: ['id', 'account', 'merchant', 'amount', 'recovered', 'cancelled'],
  account: ['id', 'balance', 'posted'],
  notice: ['id', 'charge', 'template', 'account', 'amount', 'status'],
  entry: ['topic', 'partition', 'offset', 'digest'],
  record: [
    ...[
      'topic',
      'partition',
      'offset',
      'late',
      'type',
      'event',
      'charge',
      'kind',
      'account',
      'card',
      'merchant',
      'amount',
    ],
    ...['digest', 'debit', 'pos', 'sms'],
  ],
  refused: ['reader', 'topic', 'partition', 'offset'],
  difference: ['code', 'charge', 'place', 'detail'],
} as const;

type TableName = keyof typeof TABLES;
type Row<Name extends TableName> = Readonly<Record<(typeof TABLES)[Name][number], SQLInputValue>>;

/** JavaScript's numbers are floating points to SQLite. */
const POSITION = new Set<string>(['partition', 'offset']);

/** Its rows have a name. */
const KEYS: Readonly<Partial<Record<TableName, string>>> = {
  charge: 'id',
  unsent: 'event',
  decision: 'id',
  debt: 'id',
  notice: 'id',
  entry: 'topic, partition, offset',
};

const INDEXES = `
  CREATE INDEX record_by_charge ON record (charge, type);
  CREATE INDEX record_by_event ON record (event);
  CREATE INDEX record_by_position ON record (topic, partition, offset);
  CREATE INDEX posting_by_charge ON posting (charge, kind);
  ${['debit', 'pos', 'sms']
    .map(
      (group) => `UPDATE record SET ${group} = -1 WHERE (topic, partition, offset) IN
        (SELECT topic, partition, offset FROM refused WHERE reader = '${group}');`,
    )
    .join('\n')}
  ANALYZE;
`;

/** In memory. The rest of the file stays on the disk, however many charges there are. */
const CACHE_KIB = 16 * 1024;

/** A file of SQLite in a temporary folder, which `close` removes. */
export class Worksheet {
  private readonly folder = mkdtempSync(join(tmpdir(), 'peaje-reconcile-'));
  private readonly sql = new DatabaseSync(join(this.folder, 'worksheet.sqlite'));
  private readonly inserts = new Map<TableName, StatementSync>();

  constructor() {
    // Nothing of it outlives the process.
    this.sql.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -${CACHE_KIB}`);
    for (const [name, columns] of Object.entries(TABLES)) {
      const key = KEYS[name as TableName];
      // Without a type SQLite keeps a text a text, also one of digits.
      const names = columns.map((column) => (POSITION.has(column) ? `${column} INTEGER` : column));
      this.sql.exec(
        key === undefined
          ? `CREATE TABLE ${name} (${names.join(', ')})`
          : `CREATE TABLE ${name} (${names.join(', ')}, PRIMARY KEY (${key})) WITHOUT ROWID`,
      );
    }
    this.sql.exec('BEGIN');
  }

  /** A second row of the same name replaces the first: a list that was read from its middle again may repeat one. */
  add<Name extends TableName>(name: Name, row: Row<Name>): void {
    let insert = this.inserts.get(name);
    if (!insert) {
      const values = TABLES[name].map(() => '?').join(', ');
      insert = this.sql.prepare(`INSERT OR REPLACE INTO ${name} VALUES (${values})`);
      this.inserts.set(name, insert);
    }
    insert.run(
      ...TABLES[name].map((column) => (row as Readonly<Record<string, SQLInputValue>>)[column] ?? null),
    );
  }

  /** Called once, after the last row. */
  finish(): void {
    this.sql.exec(INDEXES);
    this.sql.exec('COMMIT');
  }

  /** Row by row. Whole numbers are bigint. */
  select(query: string, ...values: SQLInputValue[]): Iterable<Record<string, unknown>> {
    const statement = this.sql.prepare(query);
    statement.setReadBigInts(true);
    return statement.iterate(...values);
  }

  count(query: string): number {
    const { n } = this.sql.prepare(query).get() as { n: number };
    return n;
  }

  close(): void {
    this.sql.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
