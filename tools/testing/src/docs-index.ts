import { dirname, join, normalize } from 'node:path';
import { parsePage, readPage, type MarkdownPage } from './outside/pages/markdown-page.js';
import { tableRows } from './tables-of-page.js';

export const INDEX = 'docs/README.md';

/** The files that a page links to, from the root of the repository. */
const linkedFrom = ({ path, links }: MarkdownPage): Set<string> =>
  new Set(links.map((link) => normalize(join(dirname(path), link.replace(/#.*$/, '')))));

/**
 * The pages of docs/ that a reader does not find: the index links to each, or to the README of its folder in its language,
 * which does. `read` gives that README.
 */
export function pagesNotFound(
  pages: readonly string[],
  markdown: string,
  read: (path: string) => MarkdownPage = readPage,
): string[] {
  const inIndex = linkedFrom(parsePage(INDEX, markdown));
  return pages
    .filter((page) => page.startsWith('docs/') && page !== INDEX && !inIndex.has(page))
    .filter((page) => {
      const folder = join(dirname(page), page.endsWith('.es.md') ? 'README.es.md' : 'README.md');
      return !inIndex.has(folder) || page === folder || !linkedFrom(read(folder)).has(page);
    });
}

/** What is wrong with the rows of the index: each asks, and each answers with a link. */
export const rowProblems = (markdown: string): string[] =>
  tableRows(markdown).flatMap(({ cells: [question = '', answer = ''] }) => [
    ...(question.endsWith('?') ? [] : [`no question: ${question}`]),
    ...(/\]\(\S+\)/.test(answer) ? [] : [`no link: ${question}`]),
  ]);
