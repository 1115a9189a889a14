// `npm run check`, `npm test`, `npm run fuzz` and `npm run chaos`, step by step; the first that fails ends the run with its own output.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const bin = (pkg, name = pkg) => {
  const manifest = require.resolve(`${pkg}/package.json`);
  const { bin: bins } = require(manifest);
  return join(dirname(manifest), typeof bins === 'string' ? bins : bins[name]);
};
const jest = (...args) => [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  '--disable-warning=TimeoutNegativeWarning',
  bin('jest'),
  ...args,
];

const CHECK = [
  ['format', [bin('prettier'), '--check', '--log-level', 'warn', '.']],
  ['lint', [bin('eslint'), '--max-warnings', '0', '.']],
  ['types', [bin('typescript', 'tsc'), '-p', '.']],
  ['unit', jest('--selectProjects', 'unit')],
];
const suite = (name) => [[name, jest('--selectProjects', name, '--runInBand')]];
const REST = [['integration and end to end', jest('--selectProjects', 'integration', 'e2e', '--runInBand')]];

/** The long form of what `npm test` does with 60 a route. */
const FUZZ = [
  [
    'generated requests',
    jest('--selectProjects', 'e2e', '--runInBand', '--testPathPatterns', 'generated-requests'),
  ],
];
/** The long form of its faults: twenty leaders instead of two for each producer, then the outages of `npm test`. */
const FAULTS = 'producers|leaders|kafka-outage|kill-nine|two-instances|stack-commands|sms-stopped';
const CHAOS = [
  ['faults', jest('--selectProjects', 'integration', 'e2e', '--runInBand', '--testPathPatterns', FAULTS)],
];
const STEPS = {
  check: CHECK,
  test: [...CHECK, ...REST],
  integration: suite('integration'),
  e2e: suite('e2e'),
  fuzz: FUZZ,
  chaos: CHAOS,
};

const [what, ...extra] = process.argv.slice(2);
const steps = STEPS[what] ?? STEPS.test;
if (what === 'fuzz') {
  process.env.PEAJE_FUZZ_REQUESTS ??= '10000';
  process.env.PEAJE_FUZZ_REPORT ??= join(root, 'docs/reports/generated-requests.md');
}

if (what === 'chaos') {
  process.env.PEAJE_LEADER_FAULTS ??= '20';
  process.env.PEAJE_LEADER_REPORT ??= join(root, 'docs/reports/leaders.md');
}

for (const [name, args] of steps) {
  const startedMs = performance.now();
  process.stdout.write(`\n▶ ${name}\n`);
  const { status } = spawnSync(process.execPath, [...args, ...extra], { cwd: root, stdio: 'inherit' });
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  process.stdout.write(`${status === 0 ? '✔' : '✖'} ${name} (${seconds} s)\n`);
  if (status !== 0) process.exit(status ?? 1);
}
