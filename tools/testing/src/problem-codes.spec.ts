import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { problems } from '@peaje/contracts';
import { REPOSITORY } from './outside/pages/markdown-page.js';

const REFUSAL = /(?:Refusal|\brefusal)\(\s*'([a-z-]+)'/g;
const codesIn = (source: string): string[] => [...source.matchAll(REFUSAL)].map(([, code]) => code!);

const sources = globSync('{apps,libs}/*/src/**/*.ts', { cwd: REPOSITORY }).filter(
  (path) => !/(spec|builders)\.ts$|\/generated\//.test(path),
);
const used = sources.flatMap((path) =>
  codesIn(readFileSync(join(REPOSITORY, path), 'utf8')).map((code) => ({ code, path })),
);

it('every code that a service refuses with is in the catalogue, so its `type` has a page', () => {
  expect(new Set(used.map(({ code }) => code)).size).toBeGreaterThan(20);
  expect(used.filter(({ code }) => !Object.hasOwn(problems, code))).toEqual([]);
});

it('another code would be found', () => {
  expect(codesIn("throw new HttpRefusal(\n  'no-such-code', { detail: 'x' })")).toEqual(['no-such-code']);
});
