import { startStack } from './start-stack.js';
import { describeError } from './stack-error.js';
import { optionsFromEnv } from './stack-options.js';
import { stackPaths } from './paths.js';
import { progressView } from './terminal/progress-list.js';
import { onStopSignals } from './terminal/stop-signals.js';
import { summary } from './terminal/summary.js';

/** `npm start`: the whole system on this machine, until Ctrl-C. */
async function main(): Promise<void> {
  const start = new AbortController();
  let stop = (): void => start.abort();
  let kill = (): void => process.exit(130); // what runs is killed by that
  onStopSignals(
    () => stop(),
    () => kill(),
  );
  const options = optionsFromEnv(process.env);
  const view = progressView(process.stdout.isTTY);
  const stack = await startStack({ ...options, onProgress: view.onProgress }, start.signal).catch(async (error) => {
    await view.close(true);
    throw start.signal.aborted ? new Stopped() : error;
  });
  await view.close(false);
  stop = () => {
    console.log('\nStopping; once more to kill at once.');
    void stack.stop();
  };
  kill = () => void stack.abort();
  console.log(`\n${summary(stack.info, stackPaths(options.dataDir).logs)}\nPeaje is ready`);
  await stack.ended;
  console.log('Everything is stopped; the data stays.');
}

/** The start was broken off on purpose. */
class Stopped extends Error {}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    if (error instanceof Stopped) process.exit(130);
    console.error(`\n${process.env['PEAJE_DEBUG'] ? (error as Error).stack : describeError(error)}`);
    process.exit(1);
  },
);
