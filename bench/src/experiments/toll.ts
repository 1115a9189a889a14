import { load } from '../load/load.js';
import { ProgramWithoutStorage } from '../ceilings/without-storage.js';
import { booksOfPos, judged } from '../money/books.js';
import { QUIET_CROWD } from '../stack/crowd.js';
import type { Bench } from './bench.js';
import type { Experiment } from './experiment.js';
import { orderFor } from './purchases.js';

const CALLERS = 64;

/** Single passages while all consumers are stopped, and the same route in a program that stores nothing. */
export const toll: Experiment<{ readonly perSecond: number }> = {
  name: 'toll',
  inQuick: false,
  rounds: () => 3,
  arms: () => ['peaje-pos', 'without-storage'],
  measure: (bench, arm) => (arm === 'peaje-pos' ? passPeaje(bench) : passWithoutStorage(bench)),
};

async function passPeaje({ stack, effort }: Bench): Promise<{ perSecond: number }> {
  await stack.runOnly(['pos']);
  return judged(booksOfPos, () => pass(stack.info.services['pos']![0]!.url, effort));
}

async function passWithoutStorage({ stack, effort }: Bench): Promise<{ perSecond: number }> {
  await stack.runOnly([]);
  const program = await ProgramWithoutStorage.start();
  try {
    return await pass(program.url, effort);
  } finally {
    await program.stop();
  }
}

async function pass(url: string, { warmSeconds, seconds }: Bench['effort']) {
  const warm = await load(
    orderFor(url, { kind: 'toll', crowd: QUIET_CROWD, callers: CALLERS, seconds: warmSeconds }),
  );
  const { answers, perSecond } = await load(
    orderFor(url, { kind: 'toll', crowd: QUIET_CROWD, callers: CALLERS, seconds }),
  );
  return { perSecond, charges: warm.answers + answers };
}
