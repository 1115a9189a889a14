// `npm run check`, `npm test`, `npm run test:all` and the long forms. The static checks run side by side; when one fails,
// the run ends. Jest then runs every suite, also after a failure, and the last lines count all of them.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LONG } from './testing/jest/suites.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/** The path of a program in node_modules. */
const bin = (name, program = name) => {
  const folder = join(root, 'node_modules', name);
  const { bin: programs } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof programs === 'string' ? programs : programs[program]);
};

/** Prettier and tsc skip unchanged files by this cache. ESLint has none: its rules about imports read other files, too. */
const CACHE = 'node_modules/.cache/peaje';
const STATIC = [
  ['format', bin('prettier'), `--check --log-level warn --cache --cache-location ${CACHE}/prettier .`],
  ['lint', bin('eslint'), '--max-warnings 0 .'],
  ['dead code', bin('knip'), '--tsConfig tsconfig.knip.json'],
  ['types', bin('typescript', 'tsc'), `-p . --incremental --tsBuildInfoFile ${CACHE}/tsc.json`],
  [
    'types of the page',
    bin('typescript', 'tsc'),
    `-p apps/board-web --incremental --tsBuildInfoFile ${CACHE}/tsc-page.json`,
  ],
];

const NODE_FLAGS = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  '--disable-warning=TimeoutNegativeWarning',
];
const IGNORED = ['/node_modules/', ...Object.keys(LONG).map((name) => `/${name}\\.ts$`)];
const SHORT = IGNORED.flatMap((pattern) => ['--testPathIgnorePatterns', pattern]);
/** The long form of what `npm run test:all` does with 60 a route. */
const FUZZ = ['--selectProjects', 'e2e', '--testPathPatterns', 'generated-requests'];
/** The long form of the faults: twenty leaders instead of two for each producer, the outages, and thirty faults in 100 000 charges. */
const FAULTS =
  'producers|leaders|kafka-outage|kill-nine|two-instances|stack-commands|sms-stopped|faults-under-load';

const env = { PEAJE_RUN_FAILED_AGAIN: '1' };
const report = (name) => join(root, 'docs/reports', name);
const COMMANDS = {
  check: { first: STATIC, jest: ['--selectProjects', 'unit'] },
  test: { first: STATIC, jest: SHORT, env },
  'test:all': { first: STATIC, jest: [], env },
  integration: { jest: ['--selectProjects', 'integration'], env },
  e2e: { jest: ['--selectProjects', 'e2e'], env },
  fuzz: {
    jest: FUZZ,
    defaults: { PEAJE_FUZZ_REQUESTS: '10000', PEAJE_FUZZ_REPORT: report('generated-requests.md') },
  },
  'measure:reconcile': {
    jest: ['--selectProjects', 'e2e', '--testPathPatterns', 'reconcile-many'],
    defaults: { PEAJE_RECONCILE_CHARGES: '1000000', PEAJE_RECONCILE_REPORT: report('reconciliation.md') },
  },
  chaos: {
    jest: ['--selectProjects', 'integration', 'e2e', '--testPathPatterns', FAULTS],
    defaults: {
      PEAJE_LEADER_FAULTS: '20',
      PEAJE_LEADER_REPORT: report('leaders.md'),
      PEAJE_FAULTS: '30',
      PEAJE_FAULT_CHARGES: '100000',
      PEAJE_FAULT_REPORT: report('faults-under-load.md'),
    },
  },
  'measure:audit': {
    jest: ['--selectProjects', 'integration', '--testPathPatterns', 'verification-cost'],
    defaults: {
      PEAJE_AUDIT_ENTRIES: '3000000',
      PEAJE_AUDIT_ROUNDS: '12',
      PEAJE_AUDIT_ROUND_MS: '5000',
      PEAJE_AUDIT_REPORT: report('verification-cost.md'),
    },
  },
};

const running = new Set();
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => running.forEach((child) => child.kill(signal)));

/** Runs a program by Node. A quiet one returns its output. */
function run(args, { quiet, env }) {
  return new Promise((done) => {
    const stdio = quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit';
    const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...env }, stdio });
    running.add(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
    child.once('close', (code) => {
      running.delete(child);
      done({ passed: code === 0, output });
    });
  });
}

async function step(name, args, { quiet = false, env = {} } = {}) {
  const startedMs = performance.now();
  if (!quiet) process.stdout.write(`\n▶ ${name}\n`);
  const { passed, output } = await run(args, { quiet, env });
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  process.stdout.write(`${output}${passed ? '✔' : '✖'} ${name} (${seconds} s)\n`);
  return passed;
}

async function suites(args, env) {
  const folder = mkdtempSync(join(tmpdir(), 'peaje-closing-'));
  const file = join(folder, 'closing.json');
  const jest = [...NODE_FLAGS, bin('jest'), ...args];
  const passed = await step('suites', jest, { env: { ...env, PEAJE_CLOSING_FILE: file } });
  const closing = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  rmSync(folder, { recursive: true });
  process.stdout.write(`\n${closing.join('\n')}\n`);
  return passed;
}

const [what, ...extra] = process.argv.slice(2);
const { first = [], jest, env: added = {}, defaults = {} } = COMMANDS[what];
for (const [name, value] of Object.entries(defaults)) process.env[name] ??= value;
process.stdout.write('\n');
const clean = await Promise.all(
  first.map(([name, program, args]) => step(name, [program, ...args.split(' ')], { quiet: true })),
);
const passed = clean.every(Boolean) && (await suites([...jest, ...extra], added));
process.exitCode = passed ? 0 : 1;
