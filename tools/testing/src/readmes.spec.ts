import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pagePaths, parsePage, readPage, REPOSITORY } from './outside/pages/markdown-page.js';
import { isReadme, notPasteable } from './pasteable.js';

const read = (path: string): string => readFileSync(join(REPOSITORY, path), 'utf8');
const manifest = JSON.parse(read('package.json')) as {
  license: string;
  engines: { node: string };
  repository: { url: string };
  devDependencies: Record<string, string>;
  overrides: Record<string, string>;
};

const NOT_PASTEABLE = `
\`\`\`
npm test   # that and more
npx peaje watch <id>
npm start
\`\`\`

\`\`\`sh 201
# 201: the bank approves
curl -s http://127.0.0.1:3000/v1/charges -H 'a: # <b>' -d '{"a":"#"}' | grep -o '<h1>' > page.html
\`\`\`

\`\`\`console
$ peaje watch <id>   # only shown
\`\`\`
`;

describe('shell blocks of READMEs', () => {
  it('with a comment or a placeholder are found, and no others', () => {
    expect(notPasteable(parsePage('README.md', NOT_PASTEABLE))).toEqual([
      'README.md: a comment: npm test   # that and more',
      'README.md: a placeholder: npx peaje watch <id>',
      'README.md: a comment: # 201: the bank approves',
    ]);
  });

  it.each(pagePaths().filter(isReadme))('of %s can be pasted', (path) => {
    expect(notPasteable(readPage(path))).toEqual([]);
  });
});

describe.each(['README.md', 'README.es.md'])('the first screen of %s', (path) => {
  const lines = read(path).split('\n');

  it('has the first command within 40 lines', () => {
    expect(lines.findIndex((line) => /^(npm|docker|npx) /.test(line)) + 1).toBeGreaterThan(0);
    expect(lines.findIndex((line) => /^(npm|docker|npx) /.test(line)) + 1).toBeLessThanOrEqual(40);
  });

  it('shows a picture in its own language, for light and for dark', () => {
    const language = path === 'README.md' ? 'en' : 'es';
    const head = lines.slice(0, 40).join('\n');

    for (const theme of ['light', 'dark'])
      expect(head).toContain(`docs/pictures/charge.${language}.${theme}.svg`);
  });

  it('has badges that are true', () => {
    const { links } = readPage(path);
    const badges = links
      .filter((link) => link.startsWith('https://img.shields.io/badge/'))
      .map((link) => decodeURIComponent(link.split('/').at(-1)!).split('-').slice(0, -1).join(' '));

    expect(badges).toEqual([
      `Apache Kafka ${/apache\/kafka:([\d.]+)/.exec(read('docker-compose.yml'))![1]}`,
      `TypeScript ${manifest.devDependencies['typescript']}`,
      `NestJS ${manifest.overrides['@nestjs/core']}`,
      `Node ${manifest.engines.node.replace('>=', '≥ ')}`,
      `${path === 'README.md' ? 'license' : 'licencia'} ${manifest.license}`,
    ]);
  });
});

const first = (text: string, pattern: RegExp): number => Number(pattern.exec(text)![1]);

/** The figures of the reports, in the order of the table: what was done, and what of it went wrong. */
function reportedFigures(): [done: number, wrong: number | null][] {
  const faults = read('docs/reports/faults-under-load.md');
  const leaders = read('docs/reports/leaders.md');
  const reconciliation = read('docs/reports/reconciliation.md');
  const generated = read('docs/reports/generated-requests.md');
  const hostile = read('docs/reports/hostile-inputs.md').split('## A run')[0]!;
  const tables = parsePage('hostile-inputs.md', hostile).tables;
  return [
    [
      first(faults, /^\| charges that tills were told \| (\d+)/m),
      first(faults, /^\| lost, doubled or told otherwise \| (\d+)/m),
    ],
    [first(leaders, /^\| kafkajs \| \d+ \| (\d+)/m), first(leaders, /^\| kafkajs \| \d+ \| \d+ \| (\d+)/m)],
    [
      first(reconciliation, /^\| at rest \| (\d+)/m),
      reconciliation.includes('Difference: none, both times') ? 0 : NaN,
    ],
    [first(generated, /(\d+) requests, \d+ failures/), first(generated, /\d+ requests, (\d+) failures/)],
    [tables.reduce((sum, { rows }) => sum + rows, 0), null],
  ];
}

const grouped = (figure: number | null): string =>
  figure === null ? '' : String(figure).replaceAll(/\B(?=(?:\d{3})+$)/g, ' ');

it.each(['README.md', 'README.es.md'])('the figures of %s are those of the reports', (path) => {
  const shown = read(path)
    .split('\n')
    .flatMap((line) => /^\|.*\| ([\d ]+?) +\| (\d*) *\|$/.exec(line)?.slice(1, 3).join(' / ') ?? []);

  expect(shown).toEqual(reportedFigures().map(([done, wrong]) => `${grouped(done)} / ${grouped(wrong)}`));
});

/** `https://github.com/owner/name` */
const ADDRESS = manifest.repository.url.replace(/^git\+|\.git$/g, '');
/** Any address of a repository of this name. */
const OURS = /https:\/\/github\.com\/[\w.-]+\/peaje(?![\w-])/g;

describe('the public address of the repository', () => {
  it.each(pagePaths())('in %s is that of package.json', (path) => {
    expect((read(path).match(OURS) ?? []).filter((address) => address !== ADDRESS)).toEqual([]);
  });

  it('another one would be found', () => {
    expect('git clone https://github.com/somebody/peaje && cd peaje'.match(OURS)).toEqual([
      'https://github.com/somebody/peaje',
    ]);
  });

  it('leads to a workflow that exists', () => {
    const [workflow] = readPage('README.md').links.flatMap((link) =>
      link.startsWith(ADDRESS) ? (/workflows\/([^/]+)\/badge/.exec(link)?.[1] ?? []) : [],
    );
    expect(existsSync(join(REPOSITORY, '.github/workflows', workflow!))).toBe(true);
  });
});

it('nothing names a host of ours that nobody owns', () => {
  const host = ['peaje', 'dev'].join('.');
  const files = globSync(
    ['{apps,libs,tools,e2e,bench,contracts,docs,requests}/**/*.{ts,mjs,json,yaml,md,http}', '*.md'],
    {
      cwd: REPOSITORY,
      exclude: (path) => ['node_modules', 'dist', 'generated', 'results'].includes(path.split('/').at(-1)!),
    },
  );
  expect(files.length).toBeGreaterThan(500);
  expect(files.filter((path) => read(path).includes(host))).toEqual([]);
});
