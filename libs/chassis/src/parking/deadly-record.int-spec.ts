import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createTestDatabase, eventually, readStack, TestKafka } from '@peaje/testing';
import { transformFile, type Options } from '@swc/core';
import { GROUP, message, OrderBench, orders } from './order-bench.builders.js';

const PROGRAM = join(import.meta.dirname, 'deadly-orders.program.ts');
const SWCRC = join(import.meta.dirname, '../../../../.swcrc');
const DEADLY_NUMBER = 666;
const ENDLESS_NUMBER = 888;
const MAX_STALL_MS = 2_000;
/** A batch, then the record alone three times. */
const DEATHS = 4;

const kafka = new TestKafka();
const bench = new OrderBench({
  kafka,
  brokers: readStack().kafka.brokers,
  createDatabase: () => createTestDatabase('pos'),
});
let program: string;
let running: ChildProcess | undefined;

/** As JavaScript, under the name of its file. */
async function compiled(file: string): Promise<string> {
  const { jsc, module } = JSON.parse(readFileSync(SWCRC, 'utf8')) as Options;
  const { code } = await transformFile(file, { jsc, module, swcrc: false });
  return `${code}\n//# sourceURL=${file}`;
}

interface Ended {
  readonly signal: string | null;
  readonly lastWords: string;
}

async function startChild(): Promise<Ended> {
  const env = {
    PATH: process.env['PATH'],
    PORT: '0',
    PEAJE_API_KEYS: '',
    LOG_LEVEL: 'fatal',
    GROUP,
    TOPIC: orders.name,
    DEADLY_NUMBER: String(DEADLY_NUMBER),
    ENDLESS_NUMBER: String(ENDLESS_NUMBER),
    PEAJE_MAX_STALL_MS: String(MAX_STALL_MS),
    DATABASE_URL: bench.database.url,
    KAFKA_BROKERS: readStack().kafka.brokers.join(','),
  };
  const flags = ['--disable-warning=TimeoutNegativeWarning', '--input-type=module'];
  const child = spawn(process.execPath, [...flags, '--eval', program], {
    env,
    cwd: import.meta.dirname,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  running = child;
  const [[, signal], lastWords] = await Promise.all([once(child, 'exit'), text(child.stderr!)]);
  return { signal: signal as string | null, lastWords };
}

const handledNumbers = async (): Promise<number[]> => {
  const { rows } = await bench.database.pool.query<{ number: number }>(
    `SELECT (placed ->> 'number')::int AS number FROM handled ORDER BY n`,
  );
  return rows.map(({ number }) => number);
};

beforeAll(async () => {
  program = await compiled(PROGRAM);
  await bench.prepare();
  await bench.database.pool.query('CREATE TABLE handled (n bigserial, placed json)');
});

afterAll(async () => {
  running?.kill('SIGKILL');
  await bench.close();
});

describe.each([
  ['kills its process', 'Bruno', DEADLY_NUMBER, /^$/],
  [
    'never lets the event loop turn again',
    'Celia',
    ENDLESS_NUMBER,
    /has not turned.*at onOrders .*deadly-orders/,
  ],
] as const)('a record that %s', (_, customer, number, lastWords) => {
  it('is parked after its third death alone; its neighbours are handled', async () => {
    await bench.database.pool.query('TRUNCATE handled');
    const parkedBefore = await bench.parkedKeys();
    await kafka.send(orders.name, [
      message('Ana', 1),
      message(customer, number),
      message('Ana', 2),
      message(customer, 3),
    ]);

    for (let death = 1; death <= DEATHS; death++) {
      expect(await startChild()).toEqual({ signal: 'SIGKILL', lastWords: expect.stringMatching(lastWords) });
      expect(await bench.parkedKeys()).toEqual(parkedBefore);
    }
    const ended = startChild();
    const end = await kafka.endOffset(orders.name);
    await eventually(
      'every offset is committed',
      async () => expect(await kafka.committed(GROUP, orders.name)).toBe(end),
      60_000,
    );

    expect(await bench.parkedKeys()).toEqual([...parkedBefore, customer]);
    expect((await bench.parked()).filter(({ key }) => key === customer)).toEqual([
      { key: customer, number, code: 'process-died', attempts: 3 },
      { key: customer, number: 3, code: 'behind-dead-letter', attempts: 0 },
    ]);
    // Each start handles the records before it again, because no offset was committed; the record after it is handled once.
    const numbers = await handledNumbers();
    expect(numbers.at(-1)).toBe(2);
    expect(numbers.filter((handled) => handled === 2)).toHaveLength(1);
    expect(new Set(numbers)).toEqual(new Set([1, 2]));
    running!.kill('SIGTERM');
    await ended;
  }, 240_000);
});
