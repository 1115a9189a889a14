import { z } from 'zod';

import { describeError } from '../stack-error.js';
import { complain, say } from '../terminal/say.js';
import { runJob } from './jobs.js';

/** A container that does one job and ends: `node dist/jobs/main.js topics`. */
const [name] = process.argv.slice(2);
runJob(name, process.env).then(
  (done) => say(`${name}: ${done}`),
  (error: unknown) => {
    complain(`${name}: ${error instanceof z.ZodError ? z.prettifyError(error) : describeError(error)}`);
    process.exitCode = 1;
  },
);
