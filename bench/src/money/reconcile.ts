import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Bench } from '../experiments/bench.js';
import { SERVICES } from '../stack/bench-stack.js';

const PEAJE = join(import.meta.dirname, '../../../tools/cli/bin/peaje.js');
const RECONCILE_WITHIN_MS = 900_000;

/** `peaje reconcile` judges Peaje, when the bank has decided all: pos, debit, audit and sms against both topics. */
export async function peajeReconciles(bench: Bench, since: Date): Promise<boolean> {
  const { stack, say } = bench;
  say('peaje reconcile');
  await bench.arm('peaje-pair').start();
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
