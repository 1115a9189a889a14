import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SERVICES } from '../stack/bench-stack.js';
import type { Bench } from './bench.js';
import type { Experiment } from './experiment.js';
import type { Results } from './results.js';

const PEAJE = join(import.meta.dirname, '../../../tools/cli/bin/peaje.js');
const RECONCILE_WITHIN_MS = 600_000;

/** Measures the arms in turn, round by round, and leaves out what an earlier run has measured. */
export async function runExperiment(
  bench: Bench,
  experiment: Experiment<unknown>,
  results: Results,
): Promise<void> {
  const { effort, say } = bench;
  const rounds = experiment.rounds?.(effort) ?? effort.rounds;
  const broken = new Set<string>();
  const since = new Date();
  for (let round = 1; round <= rounds; round++) {
    for (const arm of experiment.arms(effort.name)) {
      if (broken.has(arm) || results.has(experiment.name, arm, round)) continue;
      say(`${experiment.name}: round ${round} of ${rounds}, ${arm}`);
      try {
        const sample = await experiment.measure(bench, arm);
        results.add({ experiment: experiment.name, arm, round, sample });
      } catch (error) {
        broken.add(arm);
        say(`${experiment.name}: ${arm} reports nothing, because ${(error as Error).message}`);
      }
    }
  }
  const ours = experiment.arms(effort.name).filter((arm) => arm.startsWith('peaje'));
  if (ours.length > 0 && !(await isAllThere(bench, since))) ours.forEach((arm) => broken.add(arm));
  for (const arm of broken) results.forget(experiment.name, arm);
}

/** `peaje reconcile` judges Peaje: pos, debit, audit and sms against both topics. */
async function isAllThere({ stack, say }: Bench, since: Date): Promise<boolean> {
  say('peaje reconcile');
  await stack.runOnly(SERVICES);
  const args = [PEAJE, 'reconcile', '--json', '--since', since.toISOString()];
  const options = { timeout: RECONCILE_WITHIN_MS, maxBuffer: 64 * 1024 * 1024 };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args, options);
    return (JSON.parse(stdout) as { ok: boolean }).ok;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    say(`Peaje reports nothing, because it does not reconcile:\n${stdout}${stderr}`);
    return false;
  }
}
