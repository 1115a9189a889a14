import { parseExactly } from './exact-numbers.js';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The UTF-8 text of bytes. Null for null, and for bytes that are not UTF-8. */
export function textOf(bytes: Uint8Array | null): string | null {
  if (bytes === null) return null;
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

/** The value of a JSON text, its numbers exact. Any other text stays a text, and so does JSON too deep for `JSON.stringify`. */
export function jsonOrText(text: string): unknown {
  if (isDeep(text)) return text;
  try {
    return parseExactly(text);
  } catch {
    return text;
  }
}

const DEEPEST = 500;

/** Counts brackets in strings, too. At worst, shallow JSON stays a text. */
function isDeep(text: string): boolean {
  let depth = 0;
  for (const char of text)
    if (char === '[' || char === '{') {
      if (++depth > DEEPEST) return true;
    } else if (char === ']' || char === '}') depth--;
  return false;
}
