import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { PermanentError, Refusal } from '@peaje/kernel';
import {
  BatchStrategy,
  Discards,
  NotAcknowledgedError,
  PartitionProducer,
  RedriveParked,
  type LogConsumer,
} from '@peaje/messaging';
import { createTestDatabase, eventually, TestKafka, type TestDatabase } from '@peaje/testing';
import {
  createPonyTopics,
  DEAD,
  echoed,
  GROUP,
  message,
  parkedIn,
  parkedKeysIn,
  Stable,
  startPonies,
  trotted,
  type Trot,
} from './ponies.builders.js';

const actor = { operator: 'bank', reason: 'the smith was here' };
const kafka = new TestKafka();
let database: TestDatabase;
let app: NestFastifyApplication;
let stable: Stable;

const start = async (): Promise<void> => {
  app = await startPonies(database);
  stable = app.get(Stable);
};
const send = (...trots: [name: string, step: number][]): Promise<void> =>
  kafka.send(
    trotted.name,
    trots.map(([name, step]) => message(name, step)),
  );
const committedAll = async (): Promise<void> =>
  expect(await kafka.committed(GROUP, trotted.name)).toBe(await kafka.endOffset(trotted.name));
const settled = (): Promise<void> => eventually(committedAll);
const redrive = (key: string, dryRun = false) =>
  app.get(RedriveParked).execute({ ...actor, dryRun, selection: { topic: trotted.name, key } });
const lame = (name: string) => (trot: Trot) => {
  if (trot.event.data.name === name) throw new PermanentError('lame-pony', 'secret details');
};
const sound = () => undefined;
const parked = () => parkedIn(database);
const copies = async () =>
  (await kafka.readAll(DEAD)).map(({ key, headers }) => [
    key,
    headers['ce_id'],
    headers['peaje-dlq-code'],
    headers['peaje-dlq-attempts'],
  ]);
const operations = async (): Promise<{ operation: string; details: object }[]> => {
  const { rows } = await database.pool.query<{ value: string }>(
    'SELECT value FROM operation_seen ORDER BY n',
  );
  return rows.map(({ value }) => JSON.parse(value) as { operation: string; details: object });
};
/** Of the offset at which a step was written. */
const idOf = async (name: string, step: number): Promise<string> => {
  const { rows } = await database.pool.query<{ offset: string }>(
    `SELECT "offset" FROM parked_record
     WHERE convert_from(key, 'UTF8') = $1 AND (convert_from(value, 'UTF8')::json ->> 'step')::int = $2`,
    [name, step],
  );
  return `${trotted.name}-0-${rows[0]?.offset}`;
};

beforeAll(async () => {
  await kafka.connect();
  await createPonyTopics(kafka);
  database = await createTestDatabase('pos');
  // The relay empties the outbox at once: what was in it is kept for the spec to see.
  await database.pool.query(`
    CREATE TABLE operation_seen (n bigserial, value text);
    CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN INSERT INTO operation_seen (value) VALUES (NEW.value); RETURN NULL; END';
    CREATE TRIGGER see AFTER INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION see()`);
  await start();
  await send(['Warm', 1]);
  await settled();
});

beforeEach(async () => {
  stable.onTrot = sound;
  stable.seen = [];
  await database.pool.query('DELETE FROM operation_seen');
});

afterAll(async () => {
  await app?.close();
  await database?.drop();
  await kafka.disconnect();
});

describe('a record that fails for good', () => {
  it('parks its key within a second; its neighbours in the same partition are handled', async () => {
    stable.onTrot = lame('Bayo');
    const startedMs = performance.now();
    await send(['Lucera', 1], ['Bayo', 1], ['Tordo', 1], ['Lucera', 2]);

    await eventually(async () => expect(await parkedKeysIn(database)).toEqual(['Bayo']));
    const tookMs = performance.now() - startedMs;
    await settled();

    expect(tookMs).toBeLessThan(1_000);
    expect([stable.stepsOf('Lucera'), stable.stepsOf('Tordo'), stable.stepsOf('Bayo')]).toEqual([
      [1, 2],
      [1],
      [],
    ]);
    expect(await parked()).toEqual([{ key: 'Bayo', step: 1, code: 'lame-pony', attempts: 3 }]);
    expect(await copies()).toEqual([['Bayo', 'Bayo.1', 'lame-pony', '3']]);
  });

  it('what comes later of its key waits behind it, in order, and is not even tried', async () => {
    const tried: string[] = [];
    stable.onTrot = ({ event }) => void tried.push(event.data.name);
    await send(['Bayo', 2], ['Tordo', 2]);
    await settled();
    await send(['Bayo', 3]);
    await settled();

    expect(tried).toEqual(['Tordo']);
    expect((await parked()).map(({ step, code }) => [step, code])).toEqual([
      [1, 'lame-pony'],
      [2, 'behind-dead-letter'],
      [3, 'behind-dead-letter'],
    ]);
    expect(await kafka.endOffset(DEAD)).toBe(3);
  });

  it('a dry run says what would be done, and does nothing', async () => {
    expect(await redrive('Bayo', true)).toMatchObject([{ redriven: 0, left: 3, stoppedBy: null }]);
    expect([stable.seen, (await parked()).length, await operations()]).toEqual([[], 3, []]);
  });

  it('redriven and failing again: all stay, and the attempt is counted', async () => {
    stable.onTrot = lame('Bayo');
    const [report] = await redrive('Bayo');

    const deadLetterId = await idOf('Bayo', 1);
    expect(report).toMatchObject({
      redriven: 0,
      left: 3,
      stoppedBy: { deadLetterId, code: 'lame-pony', attempts: 4, outage: false },
    });
    expect((await parked()).map(({ step, attempts }) => [step, attempts])).toEqual([
      [1, 4],
      [2, 0],
      [3, 0],
    ]);
    expect(await operations()).toMatchObject([
      { operation: 'redrive', operator: 'bank', details: { redriven: [], failed: { deadLetterId } } },
    ]);
  });

  it('only the first of a key can be redriven alone', async () => {
    const one = (deadLetterId: string) =>
      app.get(RedriveParked).execute({ ...actor, dryRun: false, selection: { deadLetterId } });
    await expect(one(await idOf('Bayo', 2))).rejects.toMatchObject({ code: 'not-the-head' });
    expect(stable.seen).toEqual([]);

    expect(await one(await idOf('Bayo', 1))).toMatchObject([{ redriven: 1, left: 2, stoppedBy: null }]);
    expect(stable.stepsOf('Bayo')).toEqual([1]);
  });

  it('a redrive that meets an outage changes nothing and counts nothing', async () => {
    stable.onTrot = () => Promise.reject(Object.assign(new Error('gone'), { code: '57P01' }));
    const before = await parked();

    expect(await redrive('Bayo')).toMatchObject([
      { redriven: 0, left: 2, stoppedBy: { code: 'sql-57P01', outage: true } },
    ]);

    expect([await parked(), await operations()]).toEqual([before, []]);
  });

  it('redriven after the repair: in order, once, and what arrives meanwhile neither lost nor first', async () => {
    const gate = Promise.withResolvers<void>();
    const entered = Promise.withResolvers<void>();
    stable.onTrot = async ({ event }) => {
      if (event.data.name !== 'Bayo' || event.data.step !== 2) return;
      entered.resolve();
      await gate.promise;
    };
    const redriving = redrive('Bayo');
    await entered.promise;
    await send(['Bayo', 4], ['Tordo', 3]);
    // The consumer has the new one in hand, and waits for the redrive.
    await eventually(async () => {
      const { rows } = await database.pool.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(rows).toHaveLength(1);
    });
    gate.resolve();

    expect(await redriving).toMatchObject([{ redriven: 2, left: 0, stoppedBy: null }]);
    await settled();

    expect(stable.stepsOf('Bayo')).toEqual([2, 3, 4]);
    expect([await parked(), await parkedKeysIn(database)]).toEqual([[], []]);
    const echoes = (await kafka.readAll(echoed.name)).filter(({ key }) => key === 'Bayo');
    expect(echoes.map(({ headers }) => headers['ce_id'])).toEqual([1, 2, 3, 4].map((n) => `Bayo.${n}.echo`));
    await send(['Bayo', 5]);
    await settled();
    expect(stable.stepsOf('Bayo')).toEqual([2, 3, 4, 5]);
  });

  it('a class of errors: every key whose first dead letter has the code', async () => {
    stable.onTrot = ({ event }) => {
      const code = { Perla: 'lame-pony', Rucio: 'lame-pony', Zaino: 'lost-shoe' }[event.data.name];
      if (code) throw new PermanentError(code, '');
    };
    await send(['Perla', 1], ['Rucio', 1], ['Zaino', 1], ['Perla', 2]);
    await settled();
    stable.onTrot = sound;
    const byCode = (code: string) =>
      app.get(RedriveParked).execute({ ...actor, dryRun: false, selection: { code } });

    const reports = await byCode('lame-pony');

    expect(reports.map(({ key, redriven }) => [key?.toString(), redriven]).sort()).toEqual([
      ['Perla', 2],
      ['Rucio', 1],
    ]);
    expect(await parkedKeysIn(database)).toEqual(['Zaino']);
    expect(await byCode('lost-shoe')).toMatchObject([{ redriven: 1, left: 0 }]);
    await expect(byCode('lost-shoe')).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('an outage is not an error', () => {
  it.each(['08006', '53300', '57P01', '25006', '58030', 'XX000', 'ECONNREFUSED', 'anything-else'])(
    '%s parks nothing and loses nothing, also while a culprit is looked for',
    async (code) => {
      let outage = true;
      let failures = 0;
      const name = `Outage-${code}`;
      stable.onTrot = ({ event }) => {
        if (event.data.name === 'Alazán') throw new PermanentError('lame-pony', '');
        if (!outage || event.data.name !== name) return;
        failures += 1;
        throw Object.assign(new Error(), { code });
      };
      await send(['Alazán', 1], [name, 1]);
      await eventually(() => expect(failures).toBeGreaterThanOrEqual(4));
      expect((await parked()).map(({ key }) => key)).toEqual(['Alazán']);
      outage = false;
      await settled();
      expect(stable.stepsOf(name)).toEqual([1]);
      expect((await parked()).map(({ key }) => key)).toEqual(['Alazán']);
      expect((await database.pool.query('SELECT FROM run_note')).rowCount).toBe(0);
      stable.onTrot = sound;
      expect(await redrive('Alazán')).toMatchObject([{ redriven: 1, left: 0 }]);
    },
  );
});

describe('a record that cannot be read', () => {
  it('is kept and holds nobody up; redriven it stays, with the attempt; discarded it is gone', async () => {
    await kafka.send(trotted.name, [{ key: 'Canela', value: '{"step": 1}', headers: {} }]);
    await send(['Canela', 2]);
    await settled();
    expect(stable.stepsOf('Canela')).toEqual([2]);
    expect(await parked()).toEqual([{ key: 'Canela', step: 1, code: 'not-a-cloud-event', attempts: 1 }]);
    expect(await parkedKeysIn(database)).toEqual([]);

    const deadLetterId = await idOf('Canela', 1);
    const again = { ...actor, dryRun: false, selection: { deadLetterId } };
    expect(await app.get(RedriveParked).execute(again)).toMatchObject([
      { redriven: 0, left: 1, stoppedBy: { code: 'not-a-cloud-event', attempts: 2 } },
    ]);
    const [, offset] = /-(\d+)$/.exec(deadLetterId)!;
    await app.get(Discards).discard({ topic: trotted.name, partition: 0, offset: BigInt(offset!) }, actor);
    expect(await parked()).toEqual([]);
    expect((await operations()).map(({ operation }) => operation)).toEqual(['redrive', 'discard']);
  });
});

describe('a discard', () => {
  const placeOf = async (name: string, step: number) => ({
    ...{ topic: trotted.name, partition: 0 },
    offset: BigInt(/-(\d+)$/.exec(await idOf(name, step))![1]!),
  });

  beforeAll(async () => {
    stable.onTrot = lame('Lucera');
    await kafka.send(trotted.name, [
      message('Lucera', 7),
      message('Lucera', 8),
      message('Lucera', 9, 'fell'),
    ]);
    await settled();
  });

  it('hands the record over, marked; and a handler that refuses keeps it', async () => {
    await expect(app.get(Discards).discard(await placeOf('Lucera', 8), actor)).rejects.toMatchObject({
      code: 'not-the-head',
    });
    stable.onTrot = () => {
      throw new Refusal('not-discardable', { detail: 'somebody waits for it' });
    };
    await expect(app.get(Discards).discard(await placeOf('Lucera', 7), actor)).rejects.toMatchObject({
      code: 'not-discardable',
    });
    expect((await parked()).map(({ step }) => step)).toEqual([7, 8, 9]);
    stable.onTrot = sound;

    await app.get(Discards).discard(await placeOf('Lucera', 7), actor);
    await app.get(Discards).discard(await placeOf('Lucera', 8), actor);

    expect(stable.seen.map(({ event, discarded }) => [event.data.step, discarded])).toEqual([
      [7, true],
      [8, true],
    ]);
    expect((await parked()).map(({ step }) => step)).toEqual([9]);
    expect((await operations()).map(({ details }) => details)).toMatchObject([
      { discarded: expect.stringMatching(/^trotted-.*-0-\d+$/), key: 'Lucera', code: 'lame-pony' },
      { code: 'behind-dead-letter' },
    ]);
  });

  it('of a type without a rule is refused: it can only be redriven', async () => {
    await expect(app.get(Discards).discard(await placeOf('Lucera', 9), actor)).rejects.toMatchObject({
      code: 'not-discardable',
    });
    expect([stable.seen, await operations()]).toEqual([[], []]);
    expect(await redrive('Lucera')).toMatchObject([{ redriven: 1, left: 0 }]);
    expect(await parkedKeysIn(database)).toEqual([]);
  });
});

describe('the end of the process between the steps of parking', () => {
  it('rows committed, copy not acknowledged: parked once, copied after the restart, nothing lost', async () => {
    stable.onTrot = lame('Tordo');
    const producer = app.get(PartitionProducer);
    const append = producer.append.bind(producer);
    producer.append = (topic, ...rest) =>
      topic === DEAD ? Promise.reject(new NotAcknowledgedError('no')) : append(topic, ...rest);
    const copiesBefore = await kafka.endOffset(DEAD);
    await send(['Tordo', 21], ['Tordo', 22], ['Bayo', 21]);
    await eventually(async () => expect(await parkedKeysIn(database)).toEqual(['Tordo']));
    await app.close();
    expect(await kafka.endOffset(DEAD)).toBe(copiesBefore);
    expect(await kafka.committed(GROUP, trotted.name)).toBeLessThan(await kafka.endOffset(trotted.name));

    await start();
    const tried: string[] = [];
    stable.onTrot = ({ event }) => void tried.push(event.data.name);
    await settled();

    expect(tried).toEqual(['Bayo']);
    expect((await parked()).map(({ step, code, attempts }) => [step, code, attempts])).toEqual([
      [21, 'lame-pony', 3],
      [22, 'behind-dead-letter', 0],
    ]);
    expect((await copies()).slice(copiesBefore)).toEqual([
      ['Tordo', 'Tordo.21', 'lame-pony', '3'],
      ['Tordo', 'Tordo.22', 'behind-dead-letter', '0'],
    ]);
    expect(await redrive('Tordo')).toMatchObject([{ redriven: 2, left: 0 }]);
  });

  it('copy acknowledged, offset not committed: parked once, the copy may be there twice', async () => {
    stable.onTrot = lame('Rucio');
    const consumer = app.get(BatchStrategy).unwrap<LogConsumer>();
    const copiesBefore = await kafka.endOffset(DEAD);
    consumer.commit = () => Promise.reject(new Error('the process ends here'));
    await send(['Rucio', 31], ['Bayo', 31]);
    await eventually(async () => expect(await kafka.endOffset(DEAD)).toBeGreaterThan(copiesBefore));
    await app.close();

    await start();
    await settled();

    expect(await parked()).toEqual([{ key: 'Rucio', step: 31, code: 'lame-pony', attempts: 3 }]);
    const made = (await copies()).slice(copiesBefore);
    expect(made.length).toBeGreaterThanOrEqual(2);
    for (const copy of made) expect(copy).toEqual(['Rucio', 'Rucio.31', 'lame-pony', '3']);
    expect(await redrive('Rucio')).toMatchObject([{ redriven: 1, left: 0 }]);
    expect(stable.stepsOf('Bayo')).toContain(31);
  });
});
