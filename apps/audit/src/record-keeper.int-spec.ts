import { createTestDatabase, type TestDatabase } from '@peaje/testing';
import { readHeads } from './chain.sql.js';
import { verifyChain } from '@peaje/contracts';
import { RecordKeeper } from './record-keeper.js';
import { recordAt, recordsOf, storedChain } from './record.builders.js';

const CHAIN = 'charges.decided/0';

describe('keeping records, on a real database', () => {
  let database: TestDatabase;
  let keeper: RecordKeeper;

  beforeAll(async () => {
    database = await createTestDatabase('audit');
    keeper = new RecordKeeper(database.pool, { mayHaveHoles: false });
  });
  afterAll(() => database.drop());
  beforeEach(() => database.pool.query('TRUNCATE chain, entry'));

  const head = async (chain = CHAIN) => (await readHeads(database.pool)).get(chain);

  it('stores every part of a record unchanged, and the head of its chain', async () => {
    const odd = [
      recordAt(0, { key: null, value: null, headers: [] }),
      recordAt(1, { key: Buffer.alloc(0), value: Buffer.from([0, 0xff, 0xfe]) }),
      recordAt(2, {
        headers: [
          ['ce_type', Buffer.from([0xff])],
          ['ce_subject', Buffer.from('a\0b')],
          ['twice', Buffer.from('2')],
          ['twice', Buffer.from('1')],
          ['"quoted", {braced}\0', Buffer.alloc(0)],
        ],
      }),
    ];
    await keeper.keep(odd);
    const stored = await storedChain(database.pool, CHAIN);
    expect(verifyChain(stored)).toEqual({ intact: true, head: await head() });
    expect(stored.map(({ record }) => [record.key, record.value])).toEqual(
      odd.map(({ key, value }) => [key, value]),
    );
    const twice = stored[2]!.record.headers.filter(([name]) => name === 'twice');
    expect(twice.map(([, value]) => value.toString())).toEqual(['2', '1']);
    expect(stored[2]).toMatchObject({ type: null, subject: null, readable: true });
  });

  it('group members that read one partition at once leave one chain, each record once and without a gap', async () => {
    const records = recordsOf(0, 300);
    const alone = [...records];
    const member = async (batchSize: number) => {
      const keeperOfMember = new RecordKeeper(database.pool, { mayHaveHoles: false });
      for (let at = 0; at < records.length; at += batchSize)
        await keeperOfMember.keep(records.slice(at, at + batchSize));
    };
    await Promise.all([member(7), member(11), member(1)]);
    const stored = await storedChain(database.pool, CHAIN);
    expect(stored.map(({ seq }) => seq)).toEqual(alone.map((_, i) => BigInt(i + 1)));
    expect(verifyChain(stored)).toEqual({ intact: true, head: await head() });
  });

  it('two group members with the partitions in opposite order do not deadlock', async () => {
    const batches = recordsOf(0, 50).map(({ offset }) =>
      [0, 1, 2, 3].map((partition) => recordAt(Number(offset), { partition })),
    );
    const member = async (order: (batch: (typeof batches)[number]) => typeof batch) => {
      for (const batch of batches) await keeper.keep(order(batch));
    };
    await Promise.all([member((batch) => batch), member((batch) => batch.toReversed())]);
    for (const partition of [0, 1, 2, 3]) expect((await head(`charges.decided/${partition}`))?.seq).toBe(50n);
  });

  it('redelivered records change nothing; new ones after them are appended', async () => {
    await keeper.keep(recordsOf(0, 5));
    const before = await head();
    await keeper.keep(recordsOf(0, 5));
    expect(await head()).toEqual(before);
    await keeper.keep(recordsOf(0, 6).slice(3));
    expect(await head()).toMatchObject({ seq: 6n, offset: 5n });
  });

  it('a record stored with other contents stops its chain; the records of another partition are appended', async () => {
    await keeper.keep(recordsOf(0, 3));
    await database.pool.query(`UPDATE entry SET value = 'forged' WHERE seq = 2`);
    const again = [...recordsOf(0, 5), ...recordsOf(1, 5)];
    await expect(keeper.keep(again)).rejects.toMatchObject({ code: 'chain-conflict', chain: CHAIN });
    expect((await head())?.seq).toBe(3n);
    expect((await head('charges.decided/1'))?.seq).toBe(5n);
  });

  it('a deleted entry is found when its record is redelivered', async () => {
    await keeper.keep(recordsOf(0, 3));
    await database.pool.query('DELETE FROM entry WHERE seq = 2');
    await expect(keeper.keep(recordsOf(0, 3))).rejects.toThrow(/at offset 1: .*no entry for it/);
  });

  it('a headers column that is not a list of headers is a conflict', async () => {
    await keeper.keep(recordsOf(0, 1));
    await database.pool.query(`UPDATE entry SET headers = '{"ce_type":"forged"}'`);
    await expect(keeper.keep(recordsOf(0, 1))).rejects.toMatchObject({ code: 'chain-conflict' });
  });

  it('a chain does not begin after the first record, unless holes are allowed', async () => {
    const late = recordsOf(0, 5).slice(3);
    await expect(keeper.keep(late)).rejects.toThrow(/PEAJE_ALLOW_EMPTY/);
    expect(await storedChain(database.pool, CHAIN)).toEqual([]);
    await new RecordKeeper(database.pool, { mayHaveHoles: true }).keep(late);
    expect(await head()).toMatchObject({ seq: 2n, offset: 4n });
  });

  it('an emptied database that reads all records again, in other batches, ends in the identical head', async () => {
    const records = recordsOf(0, 40);
    await keeper.keep(records);
    const before = await head();
    await database.pool.query('TRUNCATE chain, entry');
    for (let at = 0; at < records.length; at += 3) await keeper.keep(records.slice(at, at + 3));
    expect(await head()).toEqual(before);
  });
});
