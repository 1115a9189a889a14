const TOKEN = "[\\w!#$%&'*+.^`|~-]+";
/** The elements of a list; commas in quoted strings do not part them. */
const ELEMENT = /(?:"(?:[^"\\]|\\.)*"|[^",])+/g;
/** A name, its value in quotes or without, and parameters, which none of our preferences has. */
const PREFERENCE = new RegExp(`^(${TOKEN})(?: ?= ?(?:"((?:[^"\\\\]|\\\\.)*)"|(${TOKEN})?))? ?(?:;|$)`);

/**
 * The preferences of `Prefer` by RFC 7240 §2: names in lower case, and their values, empty where there is none. The first
 * of a name counts. What is no preference is ignored, as the RFC demands of everything that is not understood.
 */
export function preferencesIn(header = ''): ReadonlyMap<string, string> {
  const preferences = new Map<string, string>();
  for (const [element] of header.replace(/[ \t]+/g, ' ').matchAll(ELEMENT)) {
    const [, name, quoted, token] = PREFERENCE.exec(element.trim()) ?? [];
    if (name === undefined || preferences.has(name.toLowerCase())) continue;
    preferences.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? token ?? '');
  }
  return preferences;
}
