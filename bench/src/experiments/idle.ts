import { setTimeout as pause } from 'node:timers/promises';
import { megabytesOf, usageOf, usedBetween } from '../measure/processes.js';
import type { Experiment } from './experiment.js';

interface IdleSample {
  /** Percent of one core, all processes together. */
  readonly percent: number;
  readonly gigabytes: number;
}

/** Node and the JVMs tidy up after their start: before that nothing is idle. */
const SETTLE_MS = 30_000;
const SECONDS = { quick: 5, full: 20 };

/** The whole stack while nobody asks for anything. */
export const idle: Experiment<IdleSample> = {
  name: 'idle',
  inQuick: false,
  rounds: () => 2,
  arms: () => ['peaje'],
  async measure(bench, name) {
    const arm = await bench.arm(name).start();
    await pause(SETTLE_MS);
    const before = usageOf(arm.processes);
    const forMs = SECONDS[bench.effort.name] * 1_000;
    const startedMs = performance.now();
    await pause(forMs);
    const used = Object.values(usedBetween(before, usageOf(arm.processes)));
    const percent = (used.reduce((sum, ms) => sum + ms, 0) / (performance.now() - startedMs)) * 100;
    const megabytes = megabytesOf(Object.values(arm.processes).flat());
    return { percent, gigabytes: megabytes / 1_024 };
  },
};
