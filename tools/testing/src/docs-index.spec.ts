import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { INDEX, pagesNotFound, rowProblems } from './docs-index.js';
import { pagePaths, parsePage, REPOSITORY } from './outside/pages/markdown-page.js';

const SMALL = `
| question | page |
| --- | --- |
| How do I start it? | [README](../README.md#start-it) |
| what a runbook says | [runbooks](runbooks/README.md) |
| Where is the tour? | somewhere |
`;

describe('the index of the pages', () => {
  it('misses pages that neither it nor the README of their folder links to', () => {
    const pages = [
      'README.md',
      INDEX,
      'docs/tour.md',
      'docs/runbooks/README.md',
      'docs/runbooks/a.md',
      'docs/adr/1.md',
    ];
    const folder = (markdown: string) => (path: string) => parsePage(path, markdown);
    expect(pagesNotFound(pages, SMALL, folder('[a](a.md)'))).toEqual(['docs/tour.md', 'docs/adr/1.md']);
    expect(pagesNotFound(pages, SMALL, folder('[b](b.md)'))).toContain('docs/runbooks/a.md');
  });

  it('finds a row that asks nothing, and one that links nowhere', () => {
    expect(rowProblems(SMALL)).toEqual(['no question: what a runbook says', 'no link: Where is the tour?']);
  });

  const markdown = readFileSync(join(REPOSITORY, INDEX), 'utf8');

  it('leads to every page of docs/', () => {
    expect(pagesNotFound(pagePaths(), markdown)).toEqual([]);
  });

  it('is a list of questions, each with a link', () => {
    expect(rowProblems(markdown)).toEqual([]);
  });
});
