import type { Header } from '@peaje/contracts';
import { textOf } from '@peaje/kernel';

/** An index has no room for long texts. Our types and subjects are far shorter. */
const MAX_LENGTH = 200;

/** A header as text for a search column; null when it does not fit one. The entry keeps the header's bytes anyway. */
export function headerText(headers: readonly Header[], name: string): string | null {
  const value = headers.find(([n]) => n === name)?.[1];
  if (!value || value.length > MAX_LENGTH) return null;
  const text = textOf(value);
  // PostgreSQL's text type has every character but NUL.
  return text?.includes('\0') ? null : text;
}
