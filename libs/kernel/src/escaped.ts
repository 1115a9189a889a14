/**
 * Characters that act on a terminal or cannot be seen: controls (C0, DEL, C1), formats (bidi marks, overrides and isolates,
 * zero width), line and paragraph separators, halves of surrogate pairs, and all
 * that Unicode calls ignorable, but for the variants of an emoji.
 */
const UNPRINTABLE =
  /(?!\p{Variation_Selector})[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

const SHORT: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
};

/** A text of others, on one line, with what is unprintable escaped as JSON does it. In a JSON text the value stays the same. */
export const escaped = (text: string): string => text.replace(UNPRINTABLE, escape);

const escape = (character: string): string =>
  SHORT[character] ??
  Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');
