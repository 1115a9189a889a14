import { z } from 'zod';

import { describeError } from '../stack-error.js';
import { sayError, say } from '../terminal/say.js';
import { runJob } from './jobs.js';

/** Does one job and ends: `node dist/jobs/main.js topics`. */
const [name] = process.argv.slice(2);
runJob(name, process.env).then(
  (result) => say(`${name}: ${result}`),
  (error: unknown) => {
    sayError(`${name}: ${error instanceof z.ZodError ? z.prettifyError(error) : describeError(error)}`);
    process.exitCode = 1;
  },
);
