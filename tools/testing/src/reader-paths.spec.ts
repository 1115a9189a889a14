import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from './outside/pages/markdown-page.js';
import { readerPaths, secondsOf, wordsOnTheWay } from './reader-paths.js';

const MOST_SECONDS = 120;
const report = readFileSync(join(REPOSITORY, 'docs/reports/readers.md'), 'utf8');

it.each(readerPaths)('$reader: $question', (path) => {
  expect(wordsOnTheWay(path)).toBeGreaterThan(10);
  expect(secondsOf(path)).toBeLessThanOrEqual(MOST_SECONDS);
  expect(report.replaceAll('`', '')).toContain(`| ${path.reader} | ${path.question} |`);
});

it('each kind of reader asks three questions', () => {
  const readers = Map.groupBy(readerPaths, ({ reader }) => reader);

  expect([...readers.values()].map((questions) => questions.length)).toEqual([3, 3, 3]);
});

const step = { page: 'README.md', from: '## Where to read on', until: '[CHANGELOG](CHANGELOG.md)' };

it.each([
  ['no such words', [{ page: 'README.md', until: 'a word that no page has' }]],
  ['no such heading', [{ ...step, from: '## Nowhere' }]],
  [
    'no link to the next page',
    [
      { ...step, until: '[ARCHITECTURE.md](ARCHITECTURE.md)' },
      { ...step, page: 'LICENSE' },
    ],
  ],
])('a path is refused when a page has %s', (_, steps) => {
  expect(() => wordsOnTheWay({ reader: 'student', question: '?', steps })).toThrow();
});
