import { basename } from 'node:path';
import { pagePaths } from './markdown-page.js';

const CURSO = 'docs/curso/';
const COURSE = 'docs/course/';

/** `x.es.md` stands beside `x.md`; the Spanish course has a folder of its own. */
export const isSpanish = (path: string): boolean => path.endsWith('.es.md') || path.startsWith(CURSO);

/**
 * The English page of a Spanish one. In the course, pages with the same number are a pair: `03-topico.md`, `03-topic.md`.
 * Where the English page is missing, the answer is the path where it should be.
 */
export function englishOf(spanish: string, paths: readonly string[] = pagePaths()): string {
  if (!spanish.startsWith(CURSO)) return spanish.replace(/\.es\.md$/, '.md');
  const [number = ''] = basename(spanish).split(/(?=[-.])/);
  return paths.find((path) => path.startsWith(`${COURSE}${number}`)) ?? `${COURSE}${number}`;
}
