import { Refusal } from '@peaje/kernel';
import { parse } from 'secure-json-parse';

/** In valid JSON a string before a colon is a name. */
const NAME_OR_BRACKET = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|[{}]/g;

/**
 * The value of a JSON text. A name that stands twice in an object is refused (RFC 8259 §4: readers differ, and it may be the
 * amount), and so is one that would reach a prototype. A byte order mark is skipped. @throws Refusal
 */
export function parseJson(text: string): unknown {
  const value = parsed(text);
  const repeated = repeatedName(text);
  if (repeated === undefined) return value;
  throw new Refusal('invalid-request', {
    detail: 'send JSON in which no name stands twice in one object',
  });
}

function parsed(text: string): unknown {
  try {
    return parse(text, null, { protoAction: 'error', constructorAction: 'error' });
  } catch {
    throw new Refusal('invalid-request', { detail: 'this could not be read: send JSON' });
  }
}

function repeatedName(json: string): string | undefined {
  const open: Set<string>[] = [];
  for (const [token, colon] of json.matchAll(NAME_OR_BRACKET)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (colon !== undefined) {
      const name = JSON.parse(token.slice(0, -colon.length)) as string;
      const names = open.at(-1)!;
      if (names.has(name)) return name;
      names.add(name);
    }
  }
  return undefined;
}
