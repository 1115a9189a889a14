import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPOSITORY } from '@peaje/testing/outside';
import { peajeWithin } from '../operator.js';

const STOPPED_WITHIN_MS = 120_000;

/**
 * `npm start` in a folder and on ports of its own, for a suite that changes what others rely on. From its start on, the suite
 * speaks to this stack.
 */
export class OwnStack {
  private readonly folder = mkdtempSync(join(tmpdir(), 'peaje-own-'));
  private npm: ChildProcess | undefined;

  /** Returns once it is ready. A later start finds the data of the earlier one. */
  async start(settings: Readonly<Record<string, string>>): Promise<void> {
    const file = join(this.folder, 'stack.json');
    const own = { PEAJE_DATA_DIR: this.folder, PEAJE_PORTS: 'random', PEAJE_SEED: 'named' };
    const npm = (this.npm = spawn('npm', ['start'], {
      cwd: REPOSITORY,
      env: { ...process.env, NODE_OPTIONS: '', ...own, ...settings },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    }));
    let output = '';
    await new Promise<void>((resolve, reject) => {
      const listen = (chunk: Buffer): void => {
        output += chunk.toString();
        if (output.includes('Peaje is ready')) resolve();
      };
      npm.stdout.on('data', listen);
      npm.stderr.on('data', listen);
      npm.once('exit', (code) => reject(new Error(`npm start ended with ${code}:\n${output}`)));
    });
    process.env['PEAJE_STACK_FILE'] = file;
  }

  /** The data stays. */
  async stop(): Promise<void> {
    const { npm } = this;
    if (!npm || npm.exitCode !== null || npm.signalCode !== null) return;
    const exit = once(npm, 'exit');
    await peajeWithin(STOPPED_WITHIN_MS, 'stack', 'stop');
    await exit;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
