import { relative } from 'node:path';

import { stackPaths } from '../paths.js';
import type { StackOptions } from '../stack-options.js';
import { type Stack, startStack } from '../start-stack.js';
import { progressView } from './progress-list.js';
import { say } from './say.js';
import { onStopSignals } from './stop-signals.js';
import { summary } from './summary.js';

/** The user cancelled the start. */
export class StartCancelled extends Error {}

/**
 * Starts a stack at a terminal and shows the progress. Returns when a signal or the control interface has stopped it.
 * @throws StartCancelled when the user cancels the start; StackError when it fails.
 */
export async function runUntilStopped(options: StackOptions): Promise<void> {
  const cancel = new AbortController();
  let stop = (): void => cancel.abort();
  let kill = (): void => process.exit(130); // the exit kills all processes
  onStopSignals(
    () => stop(),
    () => kill(),
  );
  const stack = await showStart(options, cancel.signal);
  stop = () => {
    say('\nStopping. Ctrl-C again kills all processes at once.');
    void stack.stop();
  };
  kill = () => void stack.abort();
  say(`\n${summary(stack.info, logsFolder(options.dataDir))}\nPeaje is ready`);
  await stack.ended;
  say('Everything has stopped. The data stays.');
}

/** Shorter where it is in the folder of the terminal, as in a clone. */
function logsFolder(dataDir: string): string {
  const { logs } = stackPaths(dataDir);
  const inside = relative(process.cwd(), logs);
  return inside.startsWith('..') ? logs : inside;
}

async function showStart(options: StackOptions, signal: AbortSignal): Promise<Stack> {
  const view = progressView(process.stdout.isTTY);
  try {
    const stack = await startStack({ ...options, onProgress: view.onProgress }, signal);
    await view.close(false);
    return stack;
  } catch (error) {
    await view.close(true);
    throw signal.aborted ? new StartCancelled() : error;
  }
}
