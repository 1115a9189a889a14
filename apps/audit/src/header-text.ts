import type { Header } from '@peaje/contracts';
import { textOf } from '@peaje/kernel';

/** An index takes no long texts. Our types and subjects are far shorter. */
const MAX_LENGTH = 200;

/** A header as text for a search column; null when it cannot be one. The entry keeps its bytes in any case. */
export function headerText(headers: readonly Header[], name: string): string | null {
  const value = headers.find(([n]) => n === name)?.[1];
  if (!value || value.length > MAX_LENGTH) return null;
  const text = textOf(value);
  // A text of PostgreSQL holds every character but NUL.
  return text?.includes('\0') ? null : text;
}
