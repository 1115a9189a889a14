import { run } from './cli.js';

/** `peaje`: what bin/peaje.js starts, on the right Node. */
process.exitCode = await run(process.argv.slice(2));
