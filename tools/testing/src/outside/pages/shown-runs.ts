import type { MarkdownPage } from './markdown-page.js';

/** A block that a reader pastes as a whole, and what the page says that it prints. */
export interface ShownRun {
  readonly page: string;
  readonly text: string;
  /** `…` stands for any text; within a word, for text without a blank. */
  readonly lines: readonly string[];
}

/** The `sh` blocks that have an `output` block below. */
export const shownRuns = ({ path, blocks }: MarkdownPage): ShownRun[] =>
  blocks.flatMap(({ lang, text }, i) => {
    const below = blocks[i + 1];
    if (lang !== 'sh' || below?.lang !== 'output') return [];
    return [{ page: path, text, lines: below.text.split('\n').filter((line) => line.trim() !== '') }];
  });

/** The first shown line that was not printed behind the lines before it; null: all were. Blanks count as one. Pure. */
export function missingLine(shown: readonly string[], printed: string): string | null {
  const lines = printed.split('\n').map(oneBlank);
  let next = 0;
  for (const line of shown) {
    const pattern = asPattern(line);
    const found = lines.findIndex((candidate, i) => i >= next && pattern.test(candidate));
    if (found < 0) return line;
    next = found + 1;
  }
  return null;
}

const oneBlank = (line: string): string => line.trim().replaceAll(/\s+/g, ' ');

function asPattern(line: string): RegExp {
  const words = escaped(oneBlank(line))
    .replaceAll(/(?<=\S)…(?=.)|(?<=.)…(?=\S)/g, String.raw`\S*`)
    .replaceAll('…', '.*');
  return new RegExp(`^${words}$`);
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
