import type { Header } from '@peaje/contracts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** An index takes no long texts, and no type or subject of ours comes near. */
const MAX_LENGTH = 200;

/** A header as text, for a column to search by; null when it cannot be one. Its bytes are kept anyway. */
export function headerText(headers: readonly Header[], name: string): string | null {
  const value = headers.find(([n]) => n === name)?.[1];
  if (!value || value.length > MAX_LENGTH) return null;
  try {
    const text = utf8.decode(value);
    // PostgreSQL texts hold everything but NUL.
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}
