import { stackPaths } from '../paths.js';
import type { StackOptions } from '../stack-options.js';
import { type Stack, startStack } from '../start-stack.js';
import { progressView } from './progress-list.js';
import { say } from './say.js';
import { onStopSignals } from './stop-signals.js';
import { summary } from './summary.js';

/** The start was broken off on purpose. */
export class StartBrokenOff extends Error {}

/**
 * Starts a stack at a terminal, shows how it goes, and returns once it was stopped: by a signal or by its
 * control interface.
 * @throws StartBrokenOff when the person did not wait for it; StackError when it could not start.
 */
export async function runUntilStopped(options: StackOptions): Promise<void> {
  const breakOff = new AbortController();
  let stop = (): void => breakOff.abort();
  let kill = (): void => process.exit(130); // what runs by then is killed by that
  onStopSignals(
    () => stop(),
    () => kill(),
  );
  const stack = await showStart(options, breakOff.signal);
  stop = () => {
    say('\nStopping; once more to kill at once.');
    void stack.stop();
  };
  kill = () => void stack.abort();
  say(`\n${summary(stack.info, stackPaths(options.dataDir).logs)}\nPeaje is ready`);
  await stack.ended;
  say('Everything is stopped; the data stays.');
}

async function showStart(options: StackOptions, signal: AbortSignal): Promise<Stack> {
  const view = progressView(process.stdout.isTTY);
  try {
    const stack = await startStack({ ...options, onProgress: view.onProgress }, signal);
    await view.close(false);
    return stack;
  } catch (error) {
    await view.close(true);
    throw signal.aborted ? new StartBrokenOff() : error;
  }
}
