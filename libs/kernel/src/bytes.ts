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

/** The value of a JSON text; any other text as it is. */
export function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
