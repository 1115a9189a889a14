import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import {
  pagePaths,
  parsePage,
  readPage,
  REPOSITORY,
  type MarkdownPage,
} from './outside/pages/markdown-page.js';
import { englishOf, isSpanish } from './outside/pages/translations.js';

const paths = pagePaths();
const pairs = paths.filter(isSpanish).map((spanish) => [spanish, englishOf(spanish, paths)] as const);
/** Every page that a reader of the course needs, and every page for an operator at night. */
const IN_BOTH = /^(README|docs\/tour|docs\/promises|docs\/runbooks\/[^/]+|docs\/course\/[^/]+)\.md$/;

const OTHER_SITE = /^[a-z][a-z0-9+.-]*:/i;

/** The path of a link from the root, in English where there is a pair. Anchors are words of their language. */
function targetOf(page: MarkdownPage, link: string): string {
  if (OTHER_SITE.test(link)) return link.replace('badge/licencia-', 'badge/license-');
  const [to = '', anchor] = link.split('#');
  const path = to === '' ? page.path : normalize(join(dirname(page.path), to));
  const english = isSpanish(path) ? englishOf(path, paths) : path.replace('.es.', '.en.');
  return `${english}${anchor === undefined ? '' : '#'}`;
}

/** What two languages have in common: the headings, every command and its output, the tables, the links. */
const structureOf = (page: MarkdownPage) => ({
  headings: page.headings.map(({ depth }) => depth),
  blocks: page.blocks,
  tables: page.tables,
  links: page.links.map((link) => targetOf(page, link)),
});

describe('a page in two languages', () => {
  it.each(pairs)('%s has the headings, commands, tables and links of %s', (spanish, english) => {
    expect(structureOf(readPage(spanish))).toEqual(structureOf(readPage(english)));
  });

  it('is every page of the course, the tour and the runbooks', () => {
    const translated = new Set(pairs.map(([, english]) => english));
    expect(paths.filter((path) => IN_BOTH.test(path) && !isSpanish(path) && !translated.has(path))).toEqual(
      [],
    );
  });

  it.each([
    ['a heading', '\n## One more\n'],
    ['a command', '\n```sh\nnpx peaje groups\n```\n'],
    ['a table', '\n| a | b |\n| - | - |\n| 1 | 2 |\n'],
    ['a link', '\n[one more](../adr)\n'],
  ])('differs by %s that only one of them has', (_, more) => {
    const path = 'docs/runbooks/disk-full.md';
    const markdown = readFileSync(join(REPOSITORY, path), 'utf8');
    expect(structureOf(parsePage(path, markdown + more))).not.toEqual(structureOf(readPage(path)));
  });

  it('differs by a command that says something else', () => {
    const path = 'docs/runbooks/disk-full.md';
    const other = readFileSync(join(REPOSITORY, path), 'utf8').replace('peaje topics', 'peaje groups');
    expect(structureOf(parsePage(path, other))).not.toEqual(structureOf(readPage(path)));
  });
});

/** A link from a Spanish page to an English one that exists in Spanish. The page's own pair is the way to the other language. */
const englishDetours = (page: MarkdownPage): string[] => {
  const translated = new Map(pairs.map(([spanish, english]) => [english, spanish]));
  return page.links.filter((link) => {
    if (OTHER_SITE.test(link)) return false;
    const path = normalize(join(dirname(page.path), link.replace(/#.*$/, '')));
    return translated.has(path) && translated.get(path) !== page.path;
  });
};

describe('a Spanish page', () => {
  it('that leads to an English page with a Spanish pair is found', () => {
    const page = parsePage(
      'docs/tour.es.md',
      '[a](tour.md) [b](runbooks/disk-full.md) [c](runbooks/disk-full.es.md) [d](cli.md)',
    );
    expect(englishDetours(page)).toEqual(['runbooks/disk-full.md']);
  });

  it.each(pairs.map(([spanish]) => spanish).filter((path) => path.startsWith('docs/')))(
    '%s leads to Spanish pages',
    (path) => {
      expect(englishDetours(readPage(path))).toEqual([]);
    },
  );
});
