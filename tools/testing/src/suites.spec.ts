import { execFile } from 'node:child_process';
import { glob, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');
const JEST = join(import.meta.dirname, '../jest');
/** The real runner and reporter, on suites of a folder of their own: by the names of the real projects. */
const PROJECT = {
  displayName: 'integration',
  testMatch: ['**/*.int-spec.cjs'],
  transform: {},
  runner: join(JEST, 'rounds.runner.mjs'),
};
const REPORTERS = ['default', join(JEST, 'closing-line.reporter.mjs')];
const SUITES = {
  sound: `it('holds', () => undefined);`,
  once: `
    const { existsSync, writeFileSync } = require('node:fs');
    it('holds', () => undefined);
    it('was never tried before', () => {
      const marker = __filename + '.tried';
      if (existsSync(marker)) return;
      writeFileSync(marker, '');
      throw new Error('tried for the first time\\nmore of it');
    });`,
  twice: `it('never holds', () => { throw new Error('not again'); });`,
  unreadable: `throw new Error('no suite at all');`,
};

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'peaje-suites-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

interface Ended {
  readonly code: number;
  readonly lines: readonly string[];
}

/** `npm run test:all`, but for its checks and with these suites for all. */
async function runAll(...names: (keyof typeof SUITES)[]): Promise<Ended> {
  for (const name of names) await writeFile(join(dir, `${name}.int-spec.cjs`), SUITES[name]);
  const config = join(dir, 'jest.config.json');
  await writeFile(config, JSON.stringify({ projects: [{ ...PROJECT, rootDir: dir }], reporters: REPORTERS }));
  const args = [join(ROOT, 'tools/run-tests.mjs'), 'integration', '--config', config];
  return new Promise((resolve) => {
    execFile(process.execPath, args, (error, stdout) =>
      resolve({ code: error ? Number(error.code) : 0, lines: stdout.trimEnd().split('\n') }),
    );
  });
}

describe('a suite that fails', () => {
  it('runs once more, alone, at the end: passing then, it is flaky, and the run passes', async () => {
    const { code, lines } = await runAll('sound', 'once');

    expect(lines.slice(-2)).toEqual([
      '3 passed, 0 failed',
      'FLAKY once.int-spec.cjs: was never tried before: Error: tried for the first time',
    ]);
    expect(lines.filter((line) => / passed, \d+ failed$/.test(line))).toEqual(['3 passed, 0 failed']);
    expect(lines.indexOf('Again, alone: once.int-spec.cjs')).toBeGreaterThan(
      lines.findIndex((line) => line.startsWith('PASS') && line.includes('sound')),
    );
    expect(code).toBe(0);
  });

  it('fails the run when it fails again; one that is flaky beside it is still named', async () => {
    const { code, lines } = await runAll('sound', 'once', 'twice', 'unreadable');

    expect(lines.slice(-2)).toEqual(['3 passed, 2 failed', expect.stringMatching(/^FLAKY once/)]);
    expect(code).toBe(1);
  });
});

/** A name that tsc does not follow: plain JavaScript, as Jest's config is. */
const places = (path = '../jest/suites.mjs'): Promise<Places> => import(path);

interface Suite {
  readonly path: string;
  readonly context: { readonly config: { readonly displayName: { readonly name: string } } };
}

interface Places {
  readonly LONG: Readonly<Record<string, string>>;
  readonly ALONE: Readonly<Record<string, string>>;
  readonly LAST: Readonly<Record<string, string>>;
  roundsOf(suites: readonly Suite[], lists: unknown): { alone: boolean; tests: Suite[] }[];
}

const suite = (project: string, path: string): Suite => ({
  path,
  context: { config: { displayName: { name: project } } },
});

describe('the order of a run', () => {
  it('unit, then integration side by side, then one at a time; the long part after them, and the last suite last', async () => {
    const { roundsOf } = await places();
    const rounds = roundsOf(
      [
        suite('e2e', '/e2e/count.e2e-spec.ts'),
        suite('e2e', '/e2e/leaders.e2e-spec.ts'),
        suite('e2e', '/e2e/shop.e2e-spec.ts'),
        suite('integration', '/libs/a/killing.int-spec.ts'),
        suite('integration', '/libs/a/start.int-spec.ts'),
        suite('integration', '/libs/a/own-topic.int-spec.ts'),
        suite('unit', '/libs/a/sum.spec.ts'),
      ],
      {
        long: { 'leaders.e2e-spec': '', 'start.int-spec': '' },
        alone: { 'killing.int-spec': '' },
        last: { 'count.e2e-spec': '' },
      },
    );

    expect(rounds.map(({ alone, tests }) => [alone, tests.map(({ path }) => basename(path))])).toEqual([
      [false, ['sum.spec.ts']],
      [false, ['own-topic.int-spec.ts']],
      [true, ['shop.e2e-spec.ts', 'killing.int-spec.ts']],
      [true, ['leaders.e2e-spec.ts', 'start.int-spec.ts']],
      [true, ['count.e2e-spec.ts']],
    ]);
  });

  it('names suites that exist, and says why', async () => {
    const { LONG, ALONE, LAST } = await places();
    const files = new Set<string>();
    for await (const file of glob('{apps,libs,tools,e2e}/**/*-spec.ts', { cwd: ROOT }))
      files.add(basename(file, '.ts'));

    const rows = [...Object.entries(LONG), ...Object.entries(ALONE), ...Object.entries(LAST)];
    expect(rows.filter(([name]) => !files.has(name))).toEqual([]);
    expect(rows.filter(([, why]) => why.length < 20)).toEqual([]);
    expect(Object.keys(ALONE).filter((name) => name in LONG)).toEqual([]);
  });
});
