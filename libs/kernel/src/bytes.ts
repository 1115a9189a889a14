const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What bytes say as UTF-8; null for none, and for what is no text. */
export function textOf(bytes: Uint8Array | null): string | null {
  if (bytes === null) return null;
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

/** The value of a JSON text; any other text as it is, and one that is nested so deep that nobody could write it again. */
export function jsonOrText(text: string): unknown {
  if (isDeep(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const DEEPEST = 500;

/** Brackets in strings count too: the worst is a text where a value would have done. */
function isDeep(text: string): boolean {
  let depth = 0;
  for (const char of text)
    if (char === '[' || char === '{') {
      if (++depth > DEEPEST) return true;
    } else if (char === ']' || char === '}') depth--;
  return false;
}
