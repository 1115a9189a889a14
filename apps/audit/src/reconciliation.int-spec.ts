import { NdjsonStreams } from '@peaje/chassis';
import { digestOf, entryLine, type EntryLine } from '@peaje/contracts';
import { createTestDatabase, ndjsonLines, type TestDatabase } from '@peaje/testing';
import { ReconciliationController } from './reconciliation.controller.js';
import { RecordKeeper } from './record-keeper.js';
import { recordAt, recordsOf, storedChain } from './record.builders.js';

const COUNT = 2_500;
const CHAIN = 'charges.decided/0';

describe('the entries of a chain, as a stream', () => {
  let database: TestDatabase;
  let controller: ReconciliationController;

  beforeEach(async () => {
    database = await createTestDatabase('audit');
    controller = new ReconciliationController(database.pool, new NdjsonStreams());
    const keeper = new RecordKeeper(database.pool, { mayHaveHoles: true });
    await keeper.keep([...recordsOf(0, COUNT), recordAt(7, { partition: 1 })]);
  });
  afterEach(() => database.drop());

  async function entries(after?: string, chain = CHAIN): Promise<EntryLine[]> {
    const lines = await ndjsonLines((await controller.entries({ chain, after })).getStream());
    return lines.map((line) => entryLine.parse(line));
  }

  it('comes whole and in order over three pages, each entry with the digest of its record', async () => {
    const stored = await storedChain(database.pool, CHAIN);
    expect(await entries()).toEqual(
      stored.map(({ seq, record }) => ({
        seq: Number(seq),
        offset: String(record.offset),
        digest: digestOf(record),
      })),
    );
  });

  it('goes on behind any offset', async () => {
    const all = await entries();
    for (const last of [0, 998, 999, 1_000, 2_498])
      expect(await entries(String(last))).toEqual(all.slice(last + 1));
    for (const before of ['-1', '-9999999999999999999']) expect(await entries(before)).toEqual(all);
    for (const end of ['2499', '9223372036854775807', '9999999999999999999'])
      expect(await entries(end)).toEqual([]);
  });

  it('of a chain that begins late has only what is there; an unknown chain has nothing', async () => {
    expect(await entries(undefined, 'charges.decided/1')).toMatchObject([{ seq: 1, offset: '7' }]);
    expect(await entries('6', 'charges.decided/1')).toMatchObject([{ offset: '7' }]);
    expect(await entries(undefined, 'charges.decided/9')).toEqual([]);
  });

  it('shows what is stored, an entry that was cut out and one that was edited as well', async () => {
    const all = await entries();
    await database.pool.query('DELETE FROM entry WHERE chain = $1 AND seq = 1001', [CHAIN]);
    await database.pool.query(`UPDATE entry SET value = 'x' WHERE chain = $1 AND seq = 3`, [CHAIN]);
    const edited = await entries();
    expect(edited[2]).toEqual({ ...all[2], digest: expect.not.stringContaining(all[2]!.digest) });
    expect(edited.toSpliced(2, 1)).toEqual(all.toSpliced(1_000, 1).toSpliced(2, 1));
    expect(await entries('1000')).toEqual(edited.slice(1_000));
  });
});
