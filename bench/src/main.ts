import { runBench } from './bench.js';
import { readCommandLine } from './command-line.js';
import { EFFORTS } from './experiments/bench.js';
import { writeReport } from './report/report.js';

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const { quick, only, resume, report } = await readCommandLine(process.argv.slice(2));
if (report) writeReport();
else await runBench({ effort: EFFORTS[quick ? 'quick' : 'full'], only, resume });
process.exit();
