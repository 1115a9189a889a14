import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { administratorUrl } from '@peaje/testing/outside';
import { secondsOfCopy } from '../ceilings/copy.js';
import { postPassages } from '../load/passages.js';
import { ACCOUNTS } from '../stack/crowd.js';
import { runSql } from '../stack/sql.js';
import type { Bench } from './bench.js';
import type { Experiment } from './experiment.js';
import { until } from './until.js';

const PEAJE = join(import.meta.dirname, '../../../tools/cli/bin/peaje.js');
const PASSAGES = 5_000;
const WARM_SHARE = 0.1;
const COPIED = 10_000;

/** Entries a second: audit catches up, COPY writes the same rows, and all chains are verified. */
export const record: Experiment<{ readonly perSecond: number }> = {
  name: 'record',
  inQuick: false,
  arms: () => ['peaje-append', 'copy', 'peaje-verify'],
  async measure(bench, arm) {
    if (arm === 'peaje-append') return append(bench);
    await bench.stack.runOnly(['audit']);
    return arm === 'copy' ? copy() : verify();
  },
};

async function append(bench: Bench): Promise<{ perSecond: number }> {
  const { stack, topics, effort } = bench;
  await stack.runOnly(['audit']);
  await topics.untilRead([{ group: 'audit', topics: ['passages.requested', 'passages.decided'] }]);
  await stack.runOnly(['pos', 'debit']);
  const count = PASSAGES * effort.scale;
  await postPassages(stack.info.services['pos']![0]!.url, count, ACCOUNTS);
  await topics.untilRead([{ group: 'pos-passages', topics: ['passages.decided'] }]);
  await topics.untilRead([{ group: 'debit-passages', topics: ['passages.requested'] }]);
  const before = await entries();
  const starting = stack.runOnly(['audit']);
  const all = 2 * count;
  let warm = 0;
  await until(async () => (warm = (await entries()) - before) >= all * WARM_SHARE);
  const startedMs = performance.now();
  await until(async () => (await entries()) - before >= all);
  const perSecond = ((all - warm) / (performance.now() - startedMs)) * 1_000;
  await starting;
  return { perSecond };
}

async function copy(): Promise<{ perSecond: number }> {
  const rows = `SELECT * FROM entry WHERE topic LIKE 'passages.%' ORDER BY timestamp DESC LIMIT ${COPIED}`;
  const seconds = await secondsOfCopy(administratorUrl('audit'), [{ table: 'entry', rows }]);
  return { perSecond: Math.min(COPIED, await entries()) / seconds };
}

/** With the start of the command, as an operator waits for it. */
async function verify(): Promise<{ perSecond: number }> {
  const state = join(tmpdir(), `peaje-bench-${process.pid}-verified.json`);
  const startedMs = performance.now();
  const args = [PEAJE, 'audit', 'verify', '--full', '--json', '--state', state];
  await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 26 });
  const seconds = (performance.now() - startedMs) / 1_000;
  await rm(state, { force: true });
  return { perSecond: (await entries()) / seconds };
}

/** The sum of the chains' lengths. */
async function entries(): Promise<number> {
  const [row] = await runSql<{ entries: string }>(
    administratorUrl('audit'),
    'SELECT coalesce(sum(seq), 0) AS entries FROM chain',
  );
  return Number(row?.entries);
}
