/** Marks on letters, and what no reader sees: zero-width characters, soft hyphens, marks of direction. */
const UNSEEN = /[\p{M}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const DIGIT = /\p{Nd}/u;
const OTHER_DIGITS = /(?![0-9])\p{Nd}/gu;
const ASCII = /^\p{ASCII}*$/u;
/**
 * From a digit up to a letter, if there is room for a card number. Modifier letters are none: the Japanese ー and the
 * Arabic ـ are written as dashes between digits.
 */
const ROWS = /\d[^\p{Lu}\p{Ll}\p{Lt}\p{Lo}\p{Nl}\p{No}]{12,}/gu;
const ESCAPES =
  /((?:%[0-9a-f]{2})+)|&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|[a-z]{2,8});|\\(?:u([0-9a-f]{4})|x([0-9a-f]{2})|[bfnrtv])/gi;

/**
 * The digits of a text, as groups, in rows: the groups of a row have signs between them, and no letters. Digits of every
 * script count, and full-width, mathematical, circled and raised ones. A text with escapes of addresses, HTML, JSON or
 * JavaScript is read in both ways, and so is one with unseen characters: they part groups, or they are not there.
 */
export function digitGroups(text: string): string[][] {
  const plain = unescaped(text);
  return (plain === text ? [text] : [text, plain]).flatMap(readings).flatMap(rowsOf);
}

function readings(text: string): string[] {
  if (ASCII.test(text)) return [text];
  const normalised = text.normalize('NFKC').replace(OTHER_DIGITS, valueOf);
  const seen = normalised.replace(UNSEEN, '');
  return seen === normalised ? [seen] : [seen, normalised.replace(UNSEEN, ' ')];
}

const rowsOf = (text: string): string[][] => (text.match(ROWS) ?? []).map((row) => row.match(/\d+/g) ?? []);

const values = new Map<string, string>();

/** Unicode keeps the ten digits of a script together, from 0 to 9. Scripts may stand side by side. */
function valueOf(digit: string): string {
  const known = values.get(digit);
  if (known !== undefined) return known;
  const code = digit.codePointAt(0)!;
  let first = code;
  while (DIGIT.test(String.fromCodePoint(first - 1))) first--;
  const value = String((code - first) % 10);
  values.set(digit, value);
  return value;
}

const unescaped = (text: string): string =>
  !/[%&\\]/.test(text)
    ? text
    : text.replace(ESCAPES, (_, bytes?: string, decimal?: string, ...hex: (string | undefined)[]) => {
        if (bytes) return Buffer.from(bytes.replaceAll('%', ''), 'hex').toString();
        const code = decimal ? Number(decimal) : parseInt(hex[0] ?? hex[1] ?? hex[2] ?? '20', 16);
        return code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
      });
