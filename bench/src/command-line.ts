import yargs from 'yargs';
import { ROWS } from './rows/rows.js';

/** `npm run bench -- --quick` */
export const readCommandLine = (argv: readonly string[]) =>
  yargs([...argv])
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
      describe: 'write docs/performance.md and the figures in the READMEs from the newest result',
    })
    .strict()
    .version(false)
    .parseAsync();
