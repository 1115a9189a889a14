import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePage, readPage, REPOSITORY } from './outside/pages/markdown-page.js';
import { snippetErrors } from './page-snippets.js';

const libraries = readdirSync(join(REPOSITORY, 'libs'));
const readmes = libraries.map((library) => `libs/${library}/README.md`);
const SECTIONS = ['when-to-take-it', 'the-smallest-use', 'what-it-needs'];
const LINES = 60;

describe('the README of a library', () => {
  it.each(readmes)('%s says in 60 lines when to take it, the smallest use and what it needs', (path) => {
    expect(readFileSync(join(REPOSITORY, path), 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(
      LINES,
    );
    const { headings, blocks } = readPage(path);
    expect(headings.map(({ anchor }) => anchor).slice(1)).toEqual(SECTIONS);
    expect(blocks.map(({ lang }) => lang)).toContain('ts');
  });
});

const WRONG = `
\`\`\`ts
import { money, nothing } from '@peaje/kernel';
const price: string = money(7n, 'EUR');
\`\`\`
`;

describe('the TypeScript of the pages', () => {
  it('that does not compile is found', () => {
    expect(snippetErrors([parsePage('docs/WRONG.md', WRONG)])).toEqual([
      expect.stringMatching(/^docs\/WRONG.md, block 1: .*no exported member 'nothing'/),
      expect.stringMatching(/^docs\/WRONG.md, block 1: Type 'Money' is not assignable to type 'string'/),
    ]);
  });

  it('of the READMEs and of the page for those who copy compiles', () => {
    expect(snippetErrors([...readmes, 'docs/copy-this.md'].map((path) => readPage(path)))).toEqual([]);
  });
});
