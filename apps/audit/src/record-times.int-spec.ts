import { entryView, verifyChain } from '@peaje/contracts';
import { createTestDatabase, type TestDatabase } from '@peaje/testing';
import { readHeads } from './chain.sql.js';
import { EntriesController } from './entries.controller.js';
import { RecordKeeper } from './record-keeper.js';
import { recordAt, storedChain } from './record.builders.js';
import { verifyWithoutKeys } from './checkpoint.builders.js';

const CHAIN = 'charges.decided/0';
const TIMES = {
  '0': '1970-01-01T00:00:00.000Z',
  '-1': '1969-12-31T23:59:59.999Z',
  '253402300799999': '9999-12-31T23:59:59.999Z',
  '253402300800000': '253402300800000',
  '9007199254740993': '9007199254740993',
  '9223372036854775807': '9223372036854775807',
  '-9223372036854775808': '-9223372036854775808',
};

/** The sender of a record chooses its timestamp: any 64-bit number. */
describe('records with any timestamp', () => {
  const records = Object.keys(TIMES).map((ms, offset) => recordAt(offset, { timestampMs: BigInt(ms) }));
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase('audit');
    const keeper = new RecordKeeper(database.pool, { mayHaveHoles: false });
    await keeper.keep(records);
    await keeper.keep(records);
  });
  afterAll(() => database.drop());

  it('are stored as they are, in an intact chain, and delivered again without a conflict', async () => {
    const stored = await storedChain(database.pool, CHAIN);
    expect(stored.map(({ record }) => record.timestampMs)).toEqual(
      records.map(({ timestampMs }) => timestampMs),
    );
    expect(verifyChain(stored)).toEqual({
      intact: true,
      head: (await readHeads(database.pool)).get(CHAIN),
    });
    const verify = verifyWithoutKeys(database.pool);
    expect(await verify.execute({ chain: CHAIN })).toMatchObject({
      ok: true,
      chains: [{ entries: 7, firstBreak: null }],
    });
  });

  it('are listed with their time, or with the number when it is no time of the calendar', async () => {
    const { items } = await new EntriesController(database.pool).list({ limit: 50 });
    expect(items.map((item) => entryView.parse(item).time)).toEqual(Object.values(TIMES));
  });

  it('an entry with an impossible number is named by exactly this number', async () => {
    await database.pool.query('UPDATE entry SET seq = $1 WHERE seq = 7', [2n ** 53n + 1n]);
    const { items } = await new EntriesController(database.pool).list({ limit: 50 });
    expect(items.at(-1)).toMatchObject({ seq: '9007199254740993' });
    const verify = verifyWithoutKeys(database.pool);
    expect(await verify.execute({ chain: CHAIN })).toMatchObject({
      ok: false,
      chains: [{ firstBreak: { seq: 7, detail: expect.stringContaining('9007199254740993') } }],
    });
  });
});
