import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createTestDatabase, eventually, readStack, TestKafka } from '@peaje/testing';
import { GROUP, message, PonyBench, trotted } from './ponies.builders.js';

const PROGRAM = join(import.meta.dirname, 'dying-ponies.mjs');
const DEADLY_STEP = 666;
const ENDLESS_STEP = 888;
const MAX_STALL_MS = 2_000;
/** A batch, then the record alone three times. */
const DEATHS = 4;

const kafka = new TestKafka();
const bench = new PonyBench({
  kafka,
  brokers: readStack().kafka.brokers,
  createDatabase: () => createTestDatabase('pos'),
});
let running: ChildProcess | undefined;

interface Ended {
  readonly signal: string | null;
  readonly lastWords: string;
}

async function startChild(): Promise<Ended> {
  const env = {
    ...{ PATH: process.env['PATH'], PORT: '0', PEAJE_API_KEYS: '', LOG_LEVEL: 'fatal' },
    ...{ GROUP, TOPIC: trotted.name, DEADLY_STEP: String(DEADLY_STEP), ENDLESS_STEP: String(ENDLESS_STEP) },
    PEAJE_MAX_STALL_MS: String(MAX_STALL_MS),
    DATABASE_URL: bench.database.url,
    KAFKA_BROKERS: readStack().kafka.brokers.join(','),
  };
  const child = spawn(process.execPath, ['--disable-warning=TimeoutNegativeWarning', PROGRAM], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  running = child;
  const [[, signal], lastWords] = await Promise.all([once(child, 'exit'), text(child.stderr!)]);
  return { signal: signal as string | null, lastWords };
}

const handledSteps = async (): Promise<number[]> => {
  const { rows } = await bench.database.pool.query<{ step: number }>(
    `SELECT (pony ->> 'step')::int AS step FROM handled ORDER BY n`,
  );
  return rows.map(({ step }) => step);
};

beforeAll(async () => {
  await bench.prepare();
  await bench.database.pool.query('CREATE TABLE handled (n bigserial, pony json)');
});

afterAll(async () => {
  running?.kill('SIGKILL');
  await bench.close();
});

describe.each([
  ['kills its process', 'Bayo', DEADLY_STEP, /^$/],
  [
    'never lets the event loop turn again',
    'Ceniza',
    ENDLESS_STEP,
    /has not turned.*at onTrotted .*dying-ponies/,
  ],
] as const)('a record that %s', (_, name, step, lastWords) => {
  it('is parked after its third death alone; its neighbours are handled', async () => {
    await bench.database.pool.query('TRUNCATE handled');
    const parkedBefore = await bench.parkedKeys();
    await kafka.send(trotted.name, [
      message('Lucera', 1),
      message(name, step),
      message('Lucera', 2),
      message(name, 3),
    ]);

    for (let death = 1; death <= DEATHS; death++) {
      expect(await startChild()).toEqual({ signal: 'SIGKILL', lastWords: expect.stringMatching(lastWords) });
      expect(await bench.parkedKeys()).toEqual(parkedBefore);
    }
    const ended = startChild();
    const end = await kafka.endOffset(trotted.name);
    await eventually(
      'every offset is committed',
      async () => expect(await kafka.committed(GROUP, trotted.name)).toBe(end),
      60_000,
    );

    expect(await bench.parkedKeys()).toEqual([...parkedBefore, name]);
    expect((await bench.parked()).filter(({ key }) => key === name)).toEqual([
      { key: name, step, code: 'process-died', attempts: 3 },
      { key: name, step: 3, code: 'behind-dead-letter', attempts: 0 },
    ]);
    // Those before it were handled at each start, as ever when an offset was not committed; those after it once.
    const steps = await handledSteps();
    expect(steps.at(-1)).toBe(2);
    expect(steps.filter((handled) => handled === 2)).toHaveLength(1);
    expect(new Set(steps)).toEqual(new Set([1, 2]));
    running!.kill('SIGTERM');
    await ended;
  }, 240_000);
});
