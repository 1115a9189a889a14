import leven from 'leven';

/** The known word that is most like a mistyped one; undefined when none is like it. Pure. */
export function closest(typed: string, known: Iterable<string>): string | undefined {
  const most = Math.max(1, Math.floor(typed.length / 3));
  let found: { word: string; distance: number } | undefined;
  for (const word of known) {
    const isNear = (word.startsWith(typed) && typed.length > 1) || letters(word) === letters(typed);
    const distance = isNear ? 1 : leven(typed, word);
    if (distance <= most && distance < (found?.distance ?? Number.POSITIVE_INFINITY))
      found = { word, distance };
  }
  return found?.word;
}

/** Swapped letters are the commonest slip, and count as two changes otherwise. */
const letters = (word: string): string => [...word].sort().join('');
