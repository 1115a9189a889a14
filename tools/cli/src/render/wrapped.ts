import { printable } from './printable.js';

/** Words on lines of at most this many columns; a longer word has a line of its own. Line breaks stay. Pure. */
export function wrapped(words: string, width = Number.POSITIVE_INFINITY): string[] {
  return words.split('\n').flatMap((line) => {
    const shown: string[] = [];
    for (const word of line.split(' ')) {
      const longer = `${shown.at(-1)} ${word}`;
      if (shown.length > 0 && printable(longer).width <= width) shown[shown.length - 1] = longer;
      else shown.push(word);
    }
    return shown;
  });
}
