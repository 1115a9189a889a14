import type { SendResult } from './sms-provider.js';

type Failure = Exclude<SendResult, { outcome: 'sent' }>;

/** Twilio's codes for a number that no retry will reach: invalid, no mobile, no route to it. */
const REFUSED_FOR_GOOD = new Set([21211, 21614, 21217, 21604, 21612, 21635]);

/** The number's owner texted STOP, to us or to Twilio. */
export const OPTED_OUT = 21610;

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
  if (status === TOO_MANY_REQUESTS) return { outcome: 'not-sent', code: name };
  if (status < 400 || status >= 500 || !isTwilios(code)) return { outcome: 'unclear', code: name };
  if (code === OPTED_OUT) return { outcome: 'opted-out', code: name };
  return { outcome: REFUSED_FOR_GOOD.has(code) ? 'refused' : 'misconfigured', code: name };
}

const isTwilios = (code: unknown): code is number => typeof code === 'number' && code > 0;
