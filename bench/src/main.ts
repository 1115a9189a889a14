import yargs from 'yargs';
import { runBench } from './bench.js';
import { EFFORTS } from './experiments/bench.js';
import { writeReport } from './report/report.js';
import { ROWS } from './rows/rows.js';

/** `npm run bench -- --quick` */
const { quick, only, resume, report } = await yargs(process.argv.slice(2))
  .scriptName('npm run bench --')
  .option('quick', { type: 'boolean', default: false, describe: 'at most five minutes instead of an hour' })
  .option('only', {
    type: 'array',
    string: true,
    default: [],
    choices: ROWS.map(({ id }) => id),
    describe: 'rows',
  })
  .option('resume', { type: 'boolean', default: false, describe: 'go on where the last run ended' })
  .option('report', {
    type: 'boolean',
    default: false,
    describe: 'write docs/performance.md from the newest result',
  })
  .strict()
  .version(false)
  .parseAsync();

if (report) writeReport();
else await runBench({ effort: EFFORTS[quick ? 'quick' : 'full'], only, resume });
process.exit();
