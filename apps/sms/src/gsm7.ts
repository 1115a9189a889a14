/**
 * The GSM 7-bit default alphabet (3GPP TS 23.038): a text in this alphabet fits 160 septets into one segment.
 * One other character makes the provider send, and bill, in UCS-2 segments of 70.
 */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§' +
  '¿abcdefghijklmnopqrstuvwxyzäöñüà';
/** Each of these takes an escape and a second septet. */
const EXTENSION = '^{}\\[~]|€\f';

const SEPTETS = new Map([
  ...[...BASIC].map((c) => [c, 1] as const),
  ...[...EXTENSION].map((c) => [c, 2] as const),
]);

export const SEGMENT_SEPTETS = 160;

/** The length of a text in septets; undefined when it has a character outside the alphabet. */
export function septetsOf(text: string): number | undefined {
  let septets = 0;
  for (const character of text) {
    const length = SEPTETS.get(character);
    if (length === undefined) return undefined;
    septets += length;
  }
  return septets;
}

/** The nearest text in the alphabet: it drops accents, and replaces other unknown characters by question marks. */
export function toGsm7(text: string): string {
  return [...text.normalize('NFC')]
    .map((character) => (SEPTETS.has(character) ? character : bare(character)))
    .join('');
}

function bare(character: string): string {
  const letter = character.normalize('NFD').replace(/\p{M}/gu, '');
  return septetsOf(letter) === undefined ? '?' : letter;
}

/** Cuts a text to so many septets; two full stops show that something is missing. */
export function cutTo(septets: number, text: string): string {
  if ((septetsOf(text) ?? Infinity) <= septets) return text;
  let cut = '';
  let used = 2;
  for (const character of text) {
    used += SEPTETS.get(character) ?? Infinity;
    if (used > septets) break;
    cut += character;
  }
  return `${cut.trimEnd()}..`;
}
