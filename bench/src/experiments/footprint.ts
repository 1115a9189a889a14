import { postPassages } from '../load/passages.js';
import { residentMegabytes } from '../measure/processes.js';
import { booksOfPair, judged } from '../money/books.js';
import type { Bench } from './bench.js';
import type { Experiment } from './experiment.js';

type Megabytes = Readonly<Record<string, number>>;

interface MemorySample {
  readonly few: Megabytes;
  readonly many: Megabytes;
}

/** A passage is two messages: its request and its outcome. */
const FEW_PASSAGES = 5_000;
const MANY_PASSAGES = 500_000;
export const OBSERVED = ['pos', 'debit', 'audit', 'sms'] as const;

/** Resident memory of each service after ten thousand messages, and after a million. */
export const memory: Experiment<MemorySample> = {
  name: 'memory',
  inQuick: false,
  arms: (effort) => (effort === 'full' ? ['peaje'] : []),
  rounds: () => 1,
  measure: (bench) => judged(booksOfPair, () => passAll(bench)),
};

async function passAll(bench: Bench) {
  await bench.stack.runOnly([]);
  const arm = await bench.arm('peaje').start();
  const after = async (passages: number): Promise<Megabytes> => {
    await postPassages(arm.url, passages);
    await arm.untilAtRest();
    return Object.fromEntries(OBSERVED.map((name) => [name, residentMegabytes(arm.processes[name] ?? [])]));
  };
  const few = await after(FEW_PASSAGES);
  const many = await after(MANY_PASSAGES - FEW_PASSAGES);
  return { few, many, charges: MANY_PASSAGES };
}
