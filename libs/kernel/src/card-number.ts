/** A UUID with or without dashes, also after a prefix: `card_…`. */
const UUID = /(?<![0-9a-z])[0-9a-f]{8}(?:(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{24})(?![0-9a-z])/gi;
const DIGIT_RUN = /(?<!\d)\d{13,19}(?!\d)/g;
/** As printed on a card: 4-4-4-4 or 4-6-5 with blanks or dashes between. */
const PRINTED = /(?<!\d)(?:\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}|\d{4}[ -]\d{6}[ -]\d{5})(?!\d)/g;

/** The Luhn check (ISO/IEC 7812-1, annex B) of a string of digits. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    let digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    if (i % 2 === 1) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum % 10 === 0;
}

/**
 * True when a text may contain a card number. The HTTP edge refuses such texts. UUIDs do not count: about one in twenty
 * thousand has groups of digits that pass the Luhn check, and without dashes about one in six hundred.
 */
export function looksLikeCardNumber(withUuids: string): boolean {
  const text = withUuids.replace(UUID, '');
  const candidates = [...(text.match(DIGIT_RUN) ?? []), ...(text.match(PRINTED) ?? [])];
  return candidates.some((candidate) => passesLuhn(candidate.replace(/[ -]/g, '')));
}
