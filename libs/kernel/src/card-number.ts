import { cardNumberLengths, passesLuhn } from './card-issuers.js';
import { digitGroups } from './digit-groups.js';

/** A UUID (RFC 9562, by its variant) with or without dashes, also after a prefix: `card_…`. */
const UUID_IN_TEXT =
  /(?<![0-9a-z])[0-9a-f]{8}(?:(?:-[0-9a-f]{4}){2}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|[0-9a-f]{8}[89ab][0-9a-f]{15})(?![0-9a-z])/gi;

/**
 * What an identifier is as a whole, if need be behind a prefix (`acc_…`, `gate-3-…`): a UUID, a ULID (with a letter), a
 * hash in hex (24 to 64 digits, four letters among them), or a snowflake id, which has 17 or 18 digits, or 19 that begin
 * with 1, 2 or 3.
 */
const IDENTIFIER = new RegExp(
  `^(?:[a-z]+[_.:-])?(?:\\d{1,3}[_.:-])?(?:${[
    '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}',
    '(?=\\d*[a-z])[0-7][0-9a-hjkmnp-tv-z]{25}',
    '(?=(?:\\d*[a-f]){4})(?:[0-9a-f]{8}){3,8}',
    '\\d{17,18}|[1-3]\\d{18}',
  ].join('|')})$`,
  'i',
);

/** Besides equal groups: Diners Club, American Express, UATP, Maestro, Visa of 13 digits, UnionPay, and halves. */
const PRINTED = new Set(['4-6-4', '4-6-5', '4-5-6', '4-4-5', '4-3-3-3', '6-13', '6-10', '8-8', '8-11']);

/** The expiry date that stands glued behind a number, 2020 to 2039, with or without the security code. */
const EXPIRY = /^(?:(?:0[1-9]|1[0-2])(?:20)?[23]\d|(?:20)?[23]\d(?:0[1-9]|1[0-2]))(?:\d{3,4})?$/;

/**
 * True when a text may contain a card number. The HTTP edge refuses such texts. A number has the range of an issuer, a
 * length of that issuer, and passes Luhn. It begins where a group of digits begins, and its groups are as on cards.
 */
export function looksLikeCardNumber(text: string): boolean {
  if (TOO_SHORT.test(text)) return false;
  const withoutUuids = text.length < 32 ? text : text.replace(UUID_IN_TEXT, 'x');
  return digitGroups(withoutUuids).some((groups) => groups.some((_, from) => beginsAt(groups, from)));
}

/** The same for a field that holds one identifier. Identifiers of a known form are taken as a whole. */
export const identifierLooksLikeCardNumber = (id: string): boolean =>
  !IDENTIFIER.test(id) && looksLikeCardNumber(id);

function beginsAt(groups: readonly string[], from: number): boolean {
  const following = groupsWith(LONGEST_DIGITS, groups, from);
  const digits = following.join('');
  if (digits.length < SHORTEST_NUMBER) return false;
  return cardNumberLengths(digits).some((length) => {
    if (length > digits.length) return false;
    const { sizes, rest, next } = split(following, length);
    const isEnd = rest === '' || EXPIRY.test(rest) || EXPIRY.test(rest + next);
    return isEnd && isPrinted(sizes) && passesLuhn(digits.slice(0, length));
  });
}

const SHORTEST_NUMBER = 13;
/** 19, and the expiry that may be glued behind: `12/27`. */
const LONGEST_DIGITS = 22;
const TOO_SHORT = /^\p{ASCII}{0,12}$/u;

/** The groups from here on, until they have so many digits. */
function groupsWith(count: number, groups: readonly string[], from: number): readonly string[] {
  let [to, have] = [from, 0];
  while (to < groups.length && have < count) have += groups[to++]!.length;
  return groups.slice(from, to);
}

/** The sizes of the groups of the first `length` digits, the rest of the group in which they end, and the next group. */
function split(groups: readonly string[], length: number) {
  const sizes: number[] = [];
  let [index, left] = [0, length];
  while (groups[index]!.length < left) {
    sizes.push(groups[index]!.length);
    left -= groups[index++]!.length;
  }
  return { sizes: [...sizes, left], rest: groups[index]!.slice(left), next: groups[index + 1] ?? '' };
}

/** One group; groups of one size, 1 to 5, of which the last may be shorter; thousands; or a layout of a card. */
function isPrinted(sizes: readonly number[]): boolean {
  const [first = 0, ...others] = sizes;
  const last = others.at(-1);
  if (last === undefined) return true;
  const isEven = first <= 5 && last <= first && others.slice(0, -1).every((size) => size === first);
  const isThousands = first <= 3 && others.every((size) => size === 3);
  return isEven || isThousands || PRINTED.has(sizes.join('-'));
}
