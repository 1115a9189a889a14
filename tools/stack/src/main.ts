import { describeError } from './stack-error.js';
import { optionsFromEnv } from './stack-options.js';
import { runUntilStopped, StartBrokenOff } from './terminal/run-until-stopped.js';
import { complain } from './terminal/say.js';

/** `npm start`: the whole system on this machine, until Ctrl-C. */
async function main(): Promise<void> {
  await runUntilStopped(optionsFromEnv(process.env));
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    if (error instanceof StartBrokenOff) process.exit(130);
    complain(`\n${process.env['PEAJE_DEBUG'] ? (error as Error).stack : describeError(error)}`);
    process.exit(1);
  },
);
