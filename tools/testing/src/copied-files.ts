import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parsePage, REPOSITORY } from './outside/pages/markdown-page.js';
import { tableRows } from './tables-of-page.js';

/** A text between backticks that is a path of this repository. */
const PATH = /^(?:apps|libs|prisma|examples|tools|e2e|contracts|docs)\/[\w./-]+$/;
/** The rows of a table that list what to copy. */
const LISTS = new Set(['rooms', 'and']);
const IMPORT = /(?:from|import) '([^']+)'/g;
const NOT_COPIED = /(?:spec|builders|memory)\.ts$/;

export const pathsNamed = (markdown: string): string[] => [
  ...new Set(parsePage('', markdown).inlineCode.filter((code) => PATH.test(code))),
];

export const missingPaths = (markdown: string): string[] =>
  pathsNamed(markdown).filter((path) => !existsSync(join(REPOSITORY, path)));

/** By the heading of its section: the files that a reader copies for one purpose. */
export function listsOfFiles(markdown: string): Map<string, string[]> {
  const rows = tableRows(markdown).filter(({ cells: [what = ''] }) => LISTS.has(what));
  const byHeading = Map.groupBy(rows, ({ heading }) => heading);
  return new Map(
    [...byHeading].map(([heading, some]) => [
      heading,
      some.flatMap(({ cells: [, paths = ''] }) => pathsNamed(paths)).flatMap(filesOf),
    ]),
  );
}

/** A file, or what a reader copies of a folder. */
export const filesOf = (path: string): string[] =>
  statSync(join(REPOSITORY, path)).isDirectory()
    ? globSync(`${path}/**/*.ts`, { cwd: REPOSITORY }).filter((file) => !NOT_COPIED.test(file))
    : [path];

/** What the files import of this repository and the reader does not copy; `packages` come as a whole. */
export function importsLeftBehind(files: readonly string[], packages: readonly string[]): string[] {
  const copied = new Set(files);
  return files.flatMap((file) =>
    [...readFileSync(join(REPOSITORY, file), 'utf8').matchAll(IMPORT)]
      .map(([, name]) => name!)
      .filter((name) =>
        name.startsWith('.')
          ? !copied.has(join(dirname(file), name).replace(/\.js$/, '.ts'))
          : name.startsWith('@peaje/') && !packages.includes(name.replace('@peaje/', 'libs/')),
      )
      .map((name) => `${file}: ${name}`),
  );
}
