import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Course, Experiment } from './experiment.js';

const ROOT = join(import.meta.dirname, '../../..');
/** The last line of progress: `2.4 s   Demo data (…)`. */
const DEMO_DATA = /^([\d.]+) s +Demo data/;

interface StartSample {
  readonly seconds: number;
  readonly demoDataSeconds: number;
}

/** `npm start` in a clone that has its packages and Kafka's files, but no data. */
export const start: Experiment<StartSample, Course> = {
  name: 'start',
  inQuick: false,
  arms: (effort) => (effort === 'full' ? ['npm-start'] : []),
  rounds: () => 3,
  async measure() {
    const folder = await mkdtemp(join(tmpdir(), 'peaje-bench-start-'));
    const env = { ...process.env, PEAJE_DATA_DIR: folder, PEAJE_PORTS: 'random' };
    const startedMs = performance.now();
    const npm = spawn('npm', ['start'], {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    const ended = once(npm, 'exit');
    try {
      for await (const line of createInterface(npm.stdout)) {
        const demoDataSeconds = Number(DEMO_DATA.exec(line)?.[1] ?? NaN);
        if (demoDataSeconds >= 0)
          return { seconds: (performance.now() - startedMs) / 1_000, demoDataSeconds };
      }
      throw new Error('npm start ended before the demo data was there');
    } finally {
      // The whole group: npm and the program that it runs.
      if (npm.exitCode === null) process.kill(-npm.pid!, 'SIGINT');
      npm.stdout.resume();
      await ended;
      await rm(folder, { recursive: true, force: true });
    }
  },
};
