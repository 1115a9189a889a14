import { serviceLevel } from '@peaje/contracts';
import { lowestIdOf, newId } from '@peaje/kernel';
import { createTestDatabase, type TestDatabase } from '@peaje/testing';
import { readServiceLevel, SERVICE_LEVEL } from './service-level.sql.js';

const NOW_MS = Date.now();
const since = new Date(NOW_MS - 3_600_000);

type Stored = readonly [
  minutesAgo: number,
  kind: 'shop' | 'toll',
  status: string,
  reason: string | null,
  decidedAfterMs: number | null,
];
const WAIT_MS = 10_000;

describe('the share of purchases that were decided within their wait', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase('pos');
  });
  afterEach(() => database.drop());

  const store = async (charges: readonly Stored[]): Promise<void> => {
    for (const [minutesAgo, kind, status, reason, decidedAfterMs] of charges) {
      const atMs = NOW_MS - minutesAgo * 60_000;
      await database.pool.query(
        `INSERT INTO charge (id, caller_id, idempotency_key, fingerprint, kind, status, reason, ledger, merchant_id,
                             requested_at, decide_by, decided_at)
         VALUES ($1::text::uuid, 'm', $1::text, 'f', $2, $3, $4, 'open', 'm', $5, $6, $7)`,
        [
          newId(atMs),
          kind,
          status,
          reason,
          new Date(atMs),
          kind === 'shop' ? new Date(atMs + WAIT_MS) : null,
          decidedAfterMs === null ? null : new Date(atMs + decidedAfterMs),
        ],
      );
    }
  };

  it('counts a decision before the deadline as in time, and one that never came as late', async () => {
    await store([
      [1, 'shop', 'approved', null, 90],
      [2, 'shop', 'declined', 'insufficient-funds', WAIT_MS],
      [3, 'shop', 'cancelled', 'deadline-passed', WAIT_MS + 40],
      [4, 'shop', 'pending', null, null],
      [5, 'shop', 'approved', null, WAIT_MS + 1],
    ]);
    const level = await readServiceLevel(database.pool, since);
    expect(serviceLevel.parse(level)).toMatchObject({
      since: since.toISOString(),
      ...{ inTime: 2, late: 3, takenBack: 0, waiting: 0, share: 0.4 },
    });
  });

  it('judges no passage, nothing that its till took back, nothing that still waits, and nothing before', async () => {
    await store([
      [1, 'toll', 'pending', null, null],
      [1, 'shop', 'cancelled', 'cancelled-by-caller', 500],
      [-1, 'shop', 'pending', null, null],
      [61, 'shop', 'cancelled', 'deadline-passed', WAIT_MS],
    ]);
    expect(await readServiceLevel(database.pool, since)).toMatchObject({
      ...{ inTime: 0, late: 0, takenBack: 1, waiting: 1, share: null },
    });
  });

  it('reads a bounded number of the newest charges by their index, and says since when', async () => {
    await database.pool.query(
      `INSERT INTO charge (id, caller_id, idempotency_key, fingerprint, kind, status, ledger, merchant_id,
                           requested_at, decide_by, decided_at)
       SELECT id, 'm', id::text, 'f', 'shop', 'approved', 'debited', 'm', now(), now() + interval '10 s', now()
       FROM unnest($1::uuid[]) AS id`,
      [Array.from({ length: 5_000 }, (_, n) => newId(NOW_MS - n * 100))],
    );
    await database.pool.query('ANALYZE charge');
    const level = await readServiceLevel(database.pool, since, 500);
    expect(level).toMatchObject({ inTime: 500, share: 1 });
    expect(Date.parse(level.since)).toBeGreaterThan(since.getTime());

    const { rows } = await database.pool.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${SERVICE_LEVEL}`, [
      lowestIdOf(since.getTime()),
      500,
    ]);
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/Index Scan Backward using charge_pkey/);
  });
});
