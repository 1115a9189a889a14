import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shown } from './table.js';

/** Written by the program that compares the arms with programs of other authors. */
const FILE = join(import.meta.dirname, '../../results/recipes.json');

interface Comparison {
  readonly date: string;
  readonly pairs: readonly { readonly arm: string; readonly measure: string; readonly ratio: number }[];
}

/** How fast the arms are beside other programs of their kind; empty when nobody has compared them. */
export function recipeSentence(): string {
  if (!existsSync(FILE)) return '';
  const { date, pairs } = JSON.parse(readFileSync(FILE, 'utf8')) as Comparison;
  const least = Math.min(...pairs.map(({ ratio }) => ratio));
  return `On ${date.slice(0, 10)} the arms took turns with older programs of their kind on the same brokers, and reached at least
${shown(least)} of the rates of those.`;
}
