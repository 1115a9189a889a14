import { drawn, type Printable } from './printable.js';

/** Lines of at most `width` columns, broken between words: a terminal breaks a long line within a word. Pure. */
export async function atWords(said: Printable, width: number): Promise<Printable> {
  if (said.width <= width) return said;
  const { default: wrapAnsi } = await import('wrap-ansi');
  return drawn((show) => wrapAnsi(show(said), width, { trim: false }));
}
