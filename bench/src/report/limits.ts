import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ratio } from '../rows/row.js';

/** Written by hand: what a profile says of each goal that is out of reach, a section for each row. Its links become those of a page in docs. */
const FILE = join(import.meta.dirname, '../../limits.md');

/**
 * The sections of the rows that miss a goal, in the order of the table.
 * @throws for a row that misses its goal and has no section
 */
export function limitsOf(ratios: readonly Ratio[], page = readFileSync(FILE, 'utf8')): string {
  const sections = new Map(
    page
      .split(/^## /m)
      .slice(1)
      .map((section) => {
        const [id, ...text] = section.split('\n');
        return [id!.trim(), text.join('\n').trim().replaceAll('](../docs/', '](')];
      }),
  );
  const missed = new Set(ratios.filter(({ met }) => met === 'no').map(({ id }) => id));
  return [...missed]
    .map((id) => {
      const text = sections.get(id);
      if (!text)
        throw new Error(`the row ${id} misses its goal: bench/limits.md needs a section that says why`);
      return `### ${id}\n\n${text}`;
    })
    .join('\n\n');
}
