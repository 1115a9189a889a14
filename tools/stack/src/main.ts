import { describeError } from './stack-error.js';
import { optionsFromEnv } from './stack-options.js';
import { runUntilStopped, StartCancelled } from './terminal/run-until-stopped.js';
import { sayError } from './terminal/say.js';

/** `npm start`: the whole system on this machine, until Ctrl-C. */
async function main(): Promise<void> {
  await runUntilStopped(optionsFromEnv(process.env));
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    if (error instanceof StartCancelled) process.exit(130);
    sayError(`\n${process.env['PEAJE_DEBUG'] ? (error as Error).stack : describeError(error)}`);
    process.exit(1);
  },
);
