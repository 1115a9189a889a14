import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConsumerHealth, type RedriveReport, type Selection } from '@peaje/messaging';
import { createTestDatabase, eventually, readStack, TestKafka } from '@peaje/testing';
import { echoed, lame, runningBench, sound, Stable, trotted, type Trot } from './ponies.builders.js';

const kafka = new TestKafka();
const bench = runningBench({
  kafka,
  brokers: readStack().kafka.brokers,
  createDatabase: () => createTestDatabase('pos'),
});
let another: NestFastifyApplication;
let handled: Trot[];

beforeAll(async () => {
  another = await bench.startAnother();
  const inGroup = () => another.get(ConsumerHealth, { strict: false }).report()[0]?.inGroup;
  await eventually('the other instance is in the group', () => expect(inGroup()).toBe(true), 30_000);
});
afterAll(() => another?.close());
beforeEach(() => {
  handled = [];
});

const settled = (): Promise<void> => eventually('every offset is committed', bench.committedAll);
const stepsOf = (name: string) =>
  handled.filter(({ event }) => event.data.name === name).map(({ event }) => event.data.step);
const steps = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const trots = (names: readonly string[], from: number, to: number) =>
  steps(from, to).flatMap((step) => names.map((name) => [name, step] as const));

/** In both instances: whichever of them owns the partition, and whoever redrives. */
function onTrot(act: Stable['onTrot']): void {
  for (const app of [bench.app, another]) app.get(Stable).onTrot = act;
}

/** More than one transaction takes. */
async function park(names: readonly string[], to: number): Promise<void> {
  onTrot(lame(...names));
  await bench.send(...trots(names, 1, to));
  await settled();
  expect(await bench.parkedKeys()).toEqual([...names].sort());
  onTrot(sound);
}

/** So many wait for a lock that somebody else of this database holds. */
const waiting = (count: number): Promise<void> =>
  eventually(`${count} sessions wait for a lock`, async () => {
    const { rows } = await bench.database.pool.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    expect(rows).toHaveLength(count);
  });

/**
 * One instance is in the middle of the first record; the other redrives the same; then come new records. All go on
 * once each of them waits for the first one's lock.
 */
async function redriveTwice(
  selection: Selection,
  later: readonly (readonly [string, number])[] = [],
): Promise<RedriveReport[][]> {
  const [gate, entered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  onTrot(async (trot) => {
    entered.resolve();
    await gate.promise;
    handled.push(trot);
  });
  try {
    const first = bench.redrive(selection);
    await entered.promise;
    const both = Promise.all([first, bench.redrive(selection, false, another)]);
    await waiting(1);
    if (later.length > 0) {
      await bench.send(...later);
      await waiting(2);
    }
    gate.resolve();
    return await both;
  } finally {
    gate.resolve();
    await settled();
  }
}

const redriven = (reports: readonly RedriveReport[]) => reports.reduce((sum, line) => sum + line.redriven, 0);
const stopped = (reports: readonly RedriveReport[]) => reports.filter(({ stoppedBy }) => stoppedBy !== null);

async function expectEachOnceInOrder(names: readonly string[], to: number): Promise<void> {
  for (const name of names) expect(stepsOf(name)).toEqual(steps(1, to));
  expect([await bench.parked(), await bench.parkedKeys()]).toEqual([[], []]);
  const echoes = (await kafka.readAll(echoed.name)).map(({ headers }) => headers['ce_id']);
  for (const name of names)
    expect(echoes.filter((id) => id?.startsWith(`${name}.`))).toEqual(
      steps(1, to).map((step) => `${name}.${step}.echo`),
    );
}

describe('two instances that redrive at the same moment, while more of it arrives', () => {
  it('the same key: each record once and in order, and what both did adds up', async () => {
    await park(['Bayo'], 150);

    const reports = await redriveTwice({ topic: trotted.name, key: 'Bayo' }, trots(['Bayo'], 151, 160));

    await expectEachOnceInOrder(['Bayo'], 160);
    expect(reports.flatMap(stopped)).toEqual([]);
    const shares = reports.map(redriven);
    const told = (await bench.operations()).flatMap(({ details }) => (details as { redriven: [] }).redriven);
    expect(shares[0]! + shares[1]!).toBe(told.length);
    expect(new Set(told).size).toBe(told.length);
    expect(told.length).toBeGreaterThanOrEqual(150);
  });

  it('the same class of keys: each key once and in order', async () => {
    const names = ['Lucera', 'Perla', 'Rucio', 'Tordo', 'Zaino'];
    await park(names, 20);

    const reports = await redriveTwice({ code: 'lame-pony' }, trots(names, 21, 23));

    await expectEachOnceInOrder(names, 23);
    expect(reports.flatMap(stopped)).toEqual([]);
    expect(redriven(reports.flat())).toBeGreaterThanOrEqual(5 * 20);
  });

  it('the last of a key: one does it, the other finds nothing left to do', async () => {
    await park(['Alazan'], 1);
    const selection = { topic: trotted.name, key: 'Alazan' };

    expect(await redriveTwice(selection)).toMatchObject([
      [{ redriven: 1, left: 0, stoppedBy: null }],
      [{ redriven: 0, left: 0, stoppedBy: null }],
    ]);
    await expect(bench.redrive(selection)).rejects.toMatchObject({ code: 'not-found' });
  });
});
