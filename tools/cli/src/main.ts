import { run } from './cli.js';

/** The program `peaje`. bin/peaje.js starts it on the right version of Node. */
process.exitCode = await run(process.argv.slice(2));
