import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SERVICES } from '../stack/bench-stack.js';
import type { Bench } from './bench.js';
import type { Course, Experiment } from './experiment.js';
import type { Results } from './results.js';

const PEAJE = join(import.meta.dirname, '../../../tools/cli/bin/peaje.js');
const RECONCILE_WITHIN_MS = 600_000;

/**
 * Measures the arms in turn, and leaves out what an earlier run has measured. Every other round goes backwards, so that
 * a machine that becomes slower or faster favours no arm. An arm that breaks an invariant, or that `peaje reconcile`
 * does not accept, reports nothing.
 */
export async function runExperiment<On extends Course>(
  on: On,
  experiment: Experiment<unknown, On>,
  results: Results,
  reconciles: (on: On, since: Date) => Promise<boolean>,
): Promise<void> {
  const { effort, say } = on;
  const { name, rounds = () => effort.rounds } = experiment;
  const arms = experiment.arms(effort.name);
  const turns = Array.from({ length: rounds(effort) }, (_, i) => {
    const order = i % 2 === 0 ? arms : arms.toReversed();
    return order.map((arm) => ({ arm, round: i + 1 }));
  }).flat();
  const missing = turns.filter(({ arm, round }) => !results.has(name, arm, round));
  const broken = new Set<string>();
  const since = new Date();
  for (const { arm, round } of missing) {
    if (broken.has(arm)) continue;
    say(`${name}: round ${round}, ${arm}`);
    try {
      const sample = await experiment.measure(on, arm);
      results.add({ experiment: name, arm, round, sample });
    } catch (error) {
      broken.add(arm);
      say(`${name}: ${arm} reports nothing, because ${(error as Error).message}`);
    }
  }
  const ours = arms.filter((arm) => arm.startsWith('peaje') && missing.some((turn) => turn.arm === arm));
  if (ours.length > 0 && !(await reconciles(on, since))) ours.forEach((arm) => broken.add(arm));
  for (const arm of broken) results.forget(name, arm);
}

/** `peaje reconcile` judges Peaje: pos, debit, audit and sms against both topics. */
export async function peajeReconciles({ stack, say }: Bench, since: Date): Promise<boolean> {
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
