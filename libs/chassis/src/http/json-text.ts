import { Refusal } from '@peaje/kernel';
import { parse } from 'secure-json-parse';

/** In valid JSON a string before a colon is a name. */
const NAME_OR_BRACKET = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|[{}[\]]/g;
/** Far more than any body has. Readers behind this one go down by recursion, and a deep value would end their stack. */
const MOST_LEVELS = 100;

/**
 * The value of a JSON text. A name that stands twice in an object is refused (RFC 8259 §4: readers differ, and it may be the
 * amount), and so are one that would reach a prototype, and values nested too deep. A byte order mark is skipped. @throws Refusal
 */
export function parseJson(text: string): unknown {
  const value = parsed(text);
  checkNamesAndLevels(text);
  return value;
}

function parsed(text: string): unknown {
  try {
    return parse(text, null, { protoAction: 'error', constructorAction: 'error' });
  } catch {
    throw new Refusal('invalid-request', { detail: 'this could not be read: send JSON' });
  }
}

/** Of a text that is JSON. */
function checkNamesAndLevels(json: string): void {
  /** The names so far in each open object, and nothing for an open list. */
  const open: (Set<string> | null)[] = [];
  for (const [token, colon] of json.matchAll(NAME_OR_BRACKET)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(null);
    else if (token === '}' || token === ']') open.pop();
    else if (colon !== undefined) {
      const name = JSON.parse(token.slice(0, -colon.length)) as string;
      const names = open.at(-1)!;
      if (names.has(name)) throw refused('in which no name stands twice in one object');
      names.add(name);
    }
    if (open.length > MOST_LEVELS) throw refused(`with at most ${MOST_LEVELS} levels`);
  }
}

const refused = (rule: string): Refusal => new Refusal('invalid-request', { detail: `send JSON ${rule}` });
