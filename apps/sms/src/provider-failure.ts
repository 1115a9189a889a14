import type { SendResult } from './sms-provider.js';

type Failure = Exclude<SendResult, { outcome: 'sent' }>;
type Outcome = Failure['outcome'];

/** The number's owner texted STOP, to us or to Twilio. */
export const OPTED_OUT = 21610;

/**
 * What Twilio's refusals mean for a text, by the pages of its error dictionary: https://www.twilio.com/docs/api/errors
 * and then `/21211` and so on. A code that is not here concerns our account, number or request (20003 a wrong key, 21603
 * and 21606 and 21659 our number): an operator fixes it, and the text waits for that.
 */
const MEANINGS: readonly (readonly [Outcome, readonly number[]])[] = [
  ['opted-out', [OPTED_OUT]],
  /** The number: invalid, of a short code, our own, premium, not reachable from ours, no mobile, a landline. */
  ['refused', [21211, 21217, 21265, 21266, 21268, 21604, 21612, 21614, 21635]],
  /** The number's region: the account's geographic permissions are the list of countries that we text to. */
  ['refused', [21408]],
  /** The text: it is missing, or too long. */
  ['refused', [21602, 21605, 21617, 21619, 21658]],
  /** Too many at once, or a full queue: the same text goes through later. */
  ['not-sent', [14107, 20429, 21611, 63017, 63018]],
  /** The day's limit of the account, although it comes as status 429: an operator asks Twilio for a higher one. */
  ['misconfigured', [30454, 63038]],
];

const MEANING_OF = new Map(MEANINGS.flatMap(([outcome, codes]) => codes.map((code) => [code, outcome])));

/** Codes of connections that failed before any request left. */
const NOTHING_LEFT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_SSL_WRONG_VERSION_NUMBER',
]);

const TOO_MANY_REQUESTS = 429;

/** The result that a failed call stands for. Only a text that surely did not leave may go out again. */
export function failureOf(error: unknown): Failure {
  const { status, code, syscall } = (error ?? {}) as { status?: unknown; code?: unknown; syscall?: unknown };
  if (typeof status === 'number') return answerOf(status, code);
  const name = typeof code === 'string' ? code : 'no-answer';
  const nothingLeft = NOTHING_LEFT.has(name) || syscall === 'connect' || syscall === 'getaddrinfo';
  return { outcome: nothingLeft ? 'not-sent' : 'unclear', code: name };
}

/** A refusal counts only when Twilio itself made it, as its numeric code shows; a proxy has none. */
function answerOf(status: number, code: unknown): Failure {
  const name = isTwilios(code) ? `twilio-${code}` : `http-${status}`;
  const isRefusal = status >= 400 && status < 500;
  const known = isTwilios(code) && isRefusal ? MEANING_OF.get(code) : undefined;
  if (known) return { outcome: known, code: name };
  if (status === TOO_MANY_REQUESTS) return { outcome: 'not-sent', code: name };
  return { outcome: isTwilios(code) && isRefusal ? 'misconfigured' : 'unclear', code: name };
}

const isTwilios = (code: unknown): code is number => typeof code === 'number' && code > 0;
