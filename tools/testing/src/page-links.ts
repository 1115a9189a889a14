import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { readPage, REPOSITORY, type MarkdownPage } from './outside/pages/markdown-page.js';

const OTHER_SITE = /^[a-z][a-z0-9+.-]*:/i;
const LINES = /^L(\d+)(?:-L(\d+))?$/;

/** The broken links of a page, each with its fault. Links to other sites are not followed. */
export function brokenLinks(page: MarkdownPage, root = REPOSITORY): string[] {
  return page.links
    .filter((link) => !OTHER_SITE.test(link))
    .flatMap((link) => {
      const problem = problemOf(page, link, root);
      return problem === null ? [] : [`${page.path}: ${link}: ${problem}`];
    });
}

function problemOf(page: MarkdownPage, link: string, root: string): string | null {
  const [to = '', anchor] = decodeURIComponent(link).split('#');
  const path = to === '' ? page.path : normalize(join(dirname(page.path), to));
  if (path === page.path) return anchor === undefined ? null : headingProblem(page, anchor);
  if (path.startsWith('..') || to.startsWith('/')) return 'is outside the repository';
  const file = join(root, path);
  if (!existsSync(file)) return 'there is no such file';
  if (anchor === undefined) return null;
  if (statSync(file).isDirectory()) return 'a folder has no anchors';
  return path.endsWith('.md')
    ? headingProblem(readPage(path, root), anchor)
    : lineProblem(file, path, anchor);
}

function headingProblem({ path, headings }: MarkdownPage, anchor: string): string | null {
  return headings.some((heading) => heading.anchor === anchor) ? null : `${path} has no such heading`;
}

function lineProblem(file: string, path: string, anchor: string): string | null {
  const [, from, to = from] = LINES.exec(anchor) ?? [];
  const lines = readFileSync(file, 'utf8').split('\n').length;
  return to !== undefined && Number(to) <= lines ? null : `${path} has no such line`;
}
