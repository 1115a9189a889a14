import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pagePaths, readPage, REPOSITORY } from './outside/pages/markdown-page.js';
import { shownRuns } from './outside/pages/shown-runs.js';

const NUMBERS = Array.from({ length: 12 }, (_, i) => String(i + 1).padStart(2, '0'));
const folders = ['docs/curso/', 'docs/course/'];
const pagesOf = (folder: string): string[] =>
  pagePaths().filter((path) => path.startsWith(folder) && basename(path) !== 'README.md');

/** Of the paragraph below the line with the language and the contents. */
function sentencesOfIdea(path: string): number {
  const [, , idea = ''] = readFileSync(join(REPOSITORY, path), 'utf8').split('\n\n');
  return idea.match(/[.?!][”»*]*(?=\s+[¿¡“«*A-ZÁÉÍÓÚ]|\s*$)/g)?.length ?? 0;
}

describe.each(folders)('the course in %s', (folder) => {
  const pages = pagesOf(folder);

  it('has twelve pages, and its contents lead to them in their order', () => {
    expect(pages.map((path) => basename(path).slice(0, 2))).toEqual(NUMBERS);
    const links = readPage(`${folder}README.md`).links;
    expect(links.filter((link) => /^\d\d-/.test(link))).toEqual(pages.map((path) => basename(path)));
  });

  it.each(pages)('%s tells an idea in five sentences', (path) => {
    expect(sentencesOfIdea(path)).toBe(5);
  });

  it.each(pages)('%s shows it in up to three blocks, each with what it prints', (path) => {
    const page = readPage(path);
    const commands = page.blocks.filter(({ lang }) => lang === 'sh');

    expect(commands.length).toBeGreaterThanOrEqual(1);
    expect(commands.length).toBeLessThanOrEqual(3);
    expect(shownRuns(page)).toHaveLength(commands.length);
    expect(page.blocks.map(({ lang }) => lang).sort()).toEqual([
      ...commands.map(() => 'output'),
      ...commands.map(() => 'sh'),
    ]);
  });

  it.each(pages)('%s has blocks for bash and zsh: no comment, nothing to fill in', (path) => {
    const texts = readPage(path)
      .blocks.filter(({ lang }) => lang === 'sh')
      .map(({ text }) => text);
    expect(texts.filter((text) => /(^|\s)#|<[a-z]/im.test(text))).toEqual([]);
  });

  it.each(pages)('%s asks a question and folds the answer away', (path) => {
    const markdown = readFileSync(join(REPOSITORY, path), 'utf8');
    expect(markdown).toMatch(/\?\n\n<details>\n<summary>[^<]+<\/summary>\n\n[^<]+\n\n<\/details>\n/);
  });
});
