import { canonicalBytes, type ChainBreak, hashAfter } from '@peaje/contracts';
import { createTestDatabase, type TestDatabase } from '@peaje/testing';
import pg from 'pg';
import type { CheckpointLog } from './checkpoint-log.js';
import { publicKey, verifyWithoutKeys } from './checkpoint.builders.js';
import { KeyRing } from './key-ring.js';
import { RecordKeeper } from './record-keeper.js';
import { recordsOf, storedChain } from './record.builders.js';
import type { VerifyChains } from './verify-chains.js';

const CHAIN = 'charges.decided/0';
/** They fill more than two pages. */
const ENTRIES = 600;

/** SQL of an intruder with write access to the database. `$chain` stands for the chain. */
const COPY_OF_300 = (seq: number, hash: string) =>
  `INSERT INTO entry SELECT chain, ${seq}, topic, partition, 1000000, timestamp, key, value, headers, type, subject,
   ${hash} FROM entry WHERE chain = $chain AND "offset" = 299`;
const MAKE_ROOM_AT = (seq: number) => [
  `UPDATE entry SET seq = -seq - 1 WHERE chain = $chain AND seq >= ${seq}`,
  'UPDATE entry SET seq = -seq WHERE chain = $chain AND seq < 0',
  'UPDATE chain SET seq = seq + 1 WHERE name = $chain',
];
const CLOSE_GAP_AT = (seq: number) => [
  `UPDATE entry SET seq = -(seq - 1) WHERE chain = $chain AND seq > ${seq}`,
  'UPDATE entry SET seq = -seq WHERE chain = $chain AND seq < 0',
  'UPDATE chain SET seq = seq - 1 WHERE name = $chain',
];
const SWAP = (one: number, other: number) => [
  `UPDATE entry SET seq = -seq WHERE chain = $chain AND seq IN (${one}, ${other})`,
  `UPDATE entry SET seq = ${one + other} + seq WHERE chain = $chain AND seq < 0`,
];
const SWAP_VALUES = [
  `UPDATE entry e SET value = o.value FROM entry o
   WHERE e.chain = $chain AND o.chain = $chain AND e.seq IN (300, 301) AND o.seq = 601 - e.seq`,
];
const EDIT = (seq: number, change: string) => [
  `UPDATE entry SET ${change} WHERE chain = $chain AND seq = ${seq}`,
];
const DELETE = (where: string) => [`DELETE FROM entry WHERE chain = $chain AND ${where}`];

type Tampering = [
  what: string,
  sql: readonly string[],
  kind: ChainBreak['kind'],
  seq: number,
  offset?: number,
];

const TAMPERINGS: readonly Tampering[] = [
  ['a changed value', EDIT(300, `value = 'x'`), 'changed', 300],
  ['a value that became null', EDIT(300, 'value = NULL'), 'changed', 300],
  ['a changed key', EDIT(1, `key = 'x'`), 'changed', 1],
  ['a changed header', EDIT(250, `headers = '[]', type = NULL, subject = NULL`), 'changed', 250],
  ['headers of another shape', EDIT(251, `headers = '{"a":1}'`), 'changed', 251],
  ['a changed time', EDIT(600, 'timestamp = timestamp + 1'), 'changed', 600],
  ['a time beyond any bound', EDIT(300, 'timestamp = 9223372036854775807'), 'changed', 300],
  ['a changed hash', EDIT(300, `hash = 'x'`), 'changed', 300],
  ['a changed topic', EDIT(300, `topic = 'charges.requested'`), 'changed', 300],
  ['an entry hidden from a search', EDIT(300, `subject = 'another'`), 'changed', 300],
  ['a deleted entry', DELETE('seq = 300'), 'missing', 300],
  ['the first entry deleted', DELETE('seq = 1'), 'missing', 1],
  ['a page of entries deleted', DELETE('seq BETWEEN 200 AND 500'), 'missing', 200],
  ['a deleted entry, the rest renumbered', [...DELETE('seq = 300'), ...CLOSE_GAP_AT(300)], 'missing', 300],
  ['an inserted entry', [...MAKE_ROOM_AT(300), COPY_OF_300(300, `'x'`)], 'inserted', 300, 1_000_000],
  ['an entry before the first', [COPY_OF_300(0, 'hash')], 'inserted', 0, 1_000_000],
  ['an entry after the head', [COPY_OF_300(601, `'x'`)], 'inserted', 601, 1_000_000],
  ['two entries swapped', SWAP(300, 301), 'changed', 300, 300],
  ['two entries far apart swapped', SWAP(300, 400), 'changed', 300, 399],
  ['the last two swapped', SWAP(599, 600), 'changed', 599, 599],
  ['the values of two swapped', SWAP_VALUES, 'changed', 300],
  ['the last entries deleted', DELETE('seq > 590'), 'head-mismatch', 591],
  ['all entries deleted', DELETE('true'), 'head-mismatch', 1],
  ['a changed head', [`UPDATE chain SET hash = 'x' WHERE name = $chain`], 'head-mismatch', 600],
  ['the head deleted', ['DELETE FROM chain WHERE name = $chain'], 'head-mismatch', 600],
];

describe('verifying chains, on a real database', () => {
  let database: TestDatabase;
  let verifyChains: VerifyChains;

  beforeAll(async () => {
    database = await createTestDatabase('audit');
    // Without a public key, a verification reads no checkpoints.
    verifyChains = verifyWithoutKeys(database.pool);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await database.pool.query('TRUNCATE chain, entry');
    const keeper = new RecordKeeper(database.pool, { mayHaveHoles: false });
    await keeper.keep([...recordsOf(0, ENTRIES), ...recordsOf(1, 3)]);
  });

  const tamper = async (statements: readonly string[]) => {
    for (const sql of statements) await database.pool.query(sql.replaceAll('$chain', `'${CHAIN}'`));
  };

  it('an unedited record is intact, and the answer names its end', async () => {
    const [last] = (await storedChain(database.pool, CHAIN)).slice(-1);
    expect(await verifyChains.execute()).toEqual({
      ok: true,
      chains: [
        {
          chain: CHAIN,
          entries: ENTRIES,
          ok: true,
          head: { seq: ENTRIES, offset: String(ENTRIES - 1), hash: last!.hash.toString('hex') },
          firstBreak: null,
          since: 0,
          verified: null,
          checkpoints: { checked: 0, invalid: 0, number: 0, vouchedSeq: 0 },
        },
        expect.objectContaining({ chain: 'charges.decided/1', entries: 3, ok: true }),
      ],
      warnings: [],
    });
  });

  it.each(TAMPERINGS)(
    'finds %s, names its position, and reports no other chain',
    async (...[, sql, kind, seq, offset]: Tampering) => {
      await tamper(sql);
      const { ok, chains } = await verifyChains.execute();
      expect(ok).toBe(false);
      const [broken, neighbour] = chains;
      expect(broken).toMatchObject({
        chain: CHAIN,
        ok: false,
        firstBreak: { seq, topic: 'charges.decided', partition: 0, offset: String(offset ?? seq - 1), kind },
      });
      expect(neighbour).toMatchObject({ ok: true, firstBreak: null });
    },
  );

  it.each([
    ['inside', 300, MAKE_ROOM_AT(300)],
    ['after the head', 601, []],
  ])('finds an inserted entry with a fitting hash, %s', async (_, seq, makeRoom) => {
    const entries = await storedChain(database.pool, CHAIN);
    const record = { ...entries[299]!.record, offset: 1_000_000n };
    const hash = hashAfter(entries[seq - 2]!.hash, canonicalBytes(record)).toString('hex');
    await tamper([...makeRoom, COPY_OF_300(seq, `decode('${hash}', 'hex')`)]);
    const { chains } = await verifyChains.execute({ chain: CHAIN });
    expect(chains[0]!.firstBreak).toMatchObject({ kind: 'inserted', seq, offset: '1000000' });
  });

  it('verifies only the named chain, and refuses an unknown one', async () => {
    await tamper(EDIT(300, `value = 'x'`));
    const one = await verifyChains.execute({ chain: 'charges.decided/1' });
    expect(one).toMatchObject({ ok: true, chains: [{ chain: 'charges.decided/1' }] });
    expect(one.chains).toHaveLength(1);
    await expect(verifyChains.execute({ chain: 'charges.decided/9' })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('waits for Kafka longer than the database allows other transactions to be idle', async () => {
    const impatient = new pg.Pool({
      connectionString: database.url,
      idle_in_transaction_session_timeout: 50,
    });
    const slow = {
      ends: async () => [],
      readTo: () => database.pool.query('SELECT pg_sleep(0.2)').then(() => undefined),
    };
    const verification = verifyWithoutKeys(impatient, {
      keys: KeyRing.of(publicKey),
      checkpoints: slow as unknown as CheckpointLog,
    });
    expect(await verification.execute()).toMatchObject({ ok: true });
    await impatient.end();
  });

  it('entries appended during a verification break nothing', async () => {
    const keeper = new RecordKeeper(database.pool, { mayHaveHoles: false });
    const more = recordsOf(0, ENTRIES + 50).slice(ENTRIES);
    const appending = (async () => {
      for (const record of more) await keeper.keep([record]);
    })();
    for (let n = 0; n < 5; n++) expect(await verifyChains.execute()).toMatchObject({ ok: true });
    await appending;
  });
});
