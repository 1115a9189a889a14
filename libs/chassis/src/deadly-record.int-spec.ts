import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createTestDatabase, eventually, readStack, TestKafka } from '@peaje/testing';
import { GROUP, message, PonyBench, trotted } from './ponies.builders.js';

const PROGRAM = join(import.meta.dirname, 'dying-ponies.mjs');
const DEADLY_STEP = 666;
/** A batch, then the record alone three times. */
const DEATHS = 4;

const kafka = new TestKafka();
const bench = new PonyBench({
  kafka,
  brokers: readStack().kafka.brokers,
  createDatabase: () => createTestDatabase('pos'),
});
let running: ChildProcess | undefined;

function startChild(): Promise<string | null> {
  const env = {
    ...{ PATH: process.env['PATH'], PORT: '0', PEAJE_API_KEYS: '', LOG_LEVEL: 'fatal' },
    ...{ GROUP, TOPIC: trotted.name, DEADLY_STEP: String(DEADLY_STEP) },
    DATABASE_URL: bench.database.url,
    KAFKA_BROKERS: readStack().kafka.brokers.join(','),
  };
  const child = spawn(process.execPath, [PROGRAM], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  running = child;
  return new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
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

it('a record that kills its process is parked after its third death alone; its neighbours are handled', async () => {
  await kafka.send(trotted.name, [
    message('Lucera', 1),
    message('Bayo', DEADLY_STEP),
    message('Lucera', 2),
    message('Bayo', 3),
  ]);

  for (let death = 1; death <= DEATHS; death++) {
    expect(await startChild()).toBe('SIGKILL');
    expect(await bench.parkedKeys()).toEqual([]);
  }
  const ended = startChild();
  await eventually(async () => expect(await kafka.committed(GROUP, trotted.name)).toBe(4), 60_000);

  expect(await bench.parked()).toEqual([
    { key: 'Bayo', step: DEADLY_STEP, code: 'process-died', attempts: 3 },
    { key: 'Bayo', step: 3, code: 'behind-dead-letter', attempts: 0 },
  ]);
  // Those before it were handled at each start, as ever when an offset was not committed; those after it once.
  const steps = await handledSteps();
  expect(steps.at(-1)).toBe(2);
  expect(steps.filter((step) => step === 2)).toHaveLength(1);
  expect(new Set(steps)).toEqual(new Set([1, 2]));
  running!.kill('SIGTERM');
  await ended;
}, 240_000);
