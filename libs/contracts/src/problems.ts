import { z } from 'zod';

interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** A sentence or two. Code stands between backticks. */
  readonly meaning: string;
  /** What the caller does next, as an imperative. */
  readonly wayOut: string;
}

/** Every problem (RFC 9457) of this system. The code is the last part of `type` and never changes. */
export const problems = {
  'invalid-request': {
    status: 400,
    title: 'The request breaks a rule',
    meaning: 'A field, a header field or the address is not what the route takes. Nothing was stored.',
    wayOut: 'Correct the `field` as the `detail` says, and send the request again with the same key.',
  },
  'idempotency-key-missing': {
    status: 400,
    title: 'Idempotency-Key is missing',
    meaning:
      'This route moves money or stores something, so it wants a key that tells a retry from a new request.',
    wayOut:
      'Send the header field `Idempotency-Key` with a new value, for example a UUID. A retry sends it again.',
  },
  'card-number-refused': {
    status: 400,
    title: 'A card number was sent',
    meaning: 'The `field` holds a card number. No service takes one in, so no topic, log or database has it.',
    wayOut: 'Send the token of the card instead. If the field is a text, leave the number out.',
  },
  unauthenticated: {
    status: 401,
    title: 'The API key is missing or unknown',
    meaning: 'The service knows no key with this value.',
    wayOut: 'Send `Authorization: Bearer`, a space and the key. The page `/docs` names the keys of the demo.',
  },
  forbidden: {
    status: 403,
    title: 'This API key may not do that',
    meaning: 'The key is known, but its owner may not call this route.',
    wayOut:
      'Use a key of another role: a shop, the operator of toll gates, or the bank. `/docs` says which one.',
  },
  'signature-invalid': {
    status: 403,
    title: 'The signature is missing or wrong',
    meaning: 'This route takes calls of Twilio only, and `X-Twilio-Signature` does not fit the call.',
    wayOut: 'Compare the auth token and the public address in the configuration of sms with those at Twilio.',
  },
  'not-found': {
    status: 404,
    title: 'Not found',
    meaning: 'There is no such route, or no such thing, or it belongs to another caller.',
    wayOut: 'Check the address against `/docs`, and ask with the key of the caller that owns the thing.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'Method not allowed',
    meaning: 'The address exists, but it answers other methods.',
    wayOut: 'Use one of the methods in the header field `Allow`.',
  },
  'request-timeout': {
    status: 408,
    title: 'The request took too long to arrive',
    meaning: 'The service waited for the rest of the request and stopped. Nothing was stored.',
    wayOut: 'Send it again, whole, with the same key.',
  },
  'already-exists': {
    status: 409,
    title: 'It exists with other content',
    meaning: 'The id or token is in use for something that differs from this request.',
    wayOut: 'Choose another id, or read what is there and change that.',
  },
  'payload-too-large': {
    status: 413,
    title: 'The body is too large',
    meaning: 'The body has more bytes or lines than the route takes. Nothing was stored.',
    wayOut: 'Send it in parts. A file of passages has at most 10 000 lines.',
  },
  'uri-too-long': {
    status: 414,
    title: 'The address is too long',
    meaning: 'The address, or a part of it, is longer than any id or cursor of this system.',
    wayOut: 'Check what was put into the address.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'Unsupported media type',
    meaning: 'The route does not take bodies of this type, charset or encoding.',
    wayOut: 'Use a type of the header field `Accept` or an encoding of `Accept-Encoding` in the answer.',
  },
  'expectation-failed': {
    status: 417,
    title: 'The expectation cannot be met',
    meaning: 'The header field `Expect` asks for something other than `100-continue`.',
    wayOut: 'Leave `Expect` out, or send `100-continue`.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'Idempotency-Key was used for another request',
    meaning: 'An earlier request of this caller had the same key and another content. That one counts.',
    wayOut: 'Make a new key for a new request. To repeat the earlier one, send its content unchanged.',
  },
  'prepaid-not-accepted': {
    status: 422,
    title: 'Prepaid cards are not accepted here',
    meaning: 'A toll gate does not wait for the bank, and a prepaid card has no credit to fall back on.',
    wayOut: 'Ask the driver for a credit or debit card. Nothing was stored, so the key is still free.',
  },
  'unknown-card': {
    status: 422,
    title: 'Unknown card',
    meaning:
      'pos has no card with this token in its list. A card that the bank has just issued takes a moment.',
    wayOut:
      'Check the token. The demo has `card_rich`, `card_poor`, `card_prepaid`, `card_blocked` and `card_expired`.',
  },
  'card-denied': {
    status: 422,
    title: 'The card is on the deny list',
    meaning: 'The card was blocked, or its holder owed a toll, before the car passed the gate.',
    wayOut: 'Ask the driver for another card. The bank lists open debts at `GET /v1/debts`.',
  },
  'insufficient-funds': {
    status: 422,
    title: 'Not enough money',
    meaning: 'The account has less than the debt, so nothing was taken and the debt stays open.',
    wayOut: 'Wait for a deposit, and recover the debt again with a new key.',
  },
  'not-the-head': {
    status: 409,
    title: 'Earlier records of this key are still parked',
    meaning: 'The records of a parked key run in the order of their offsets, and this one is not the first.',
    wayOut: 'Redrive or discard the first record of the key. `GET /v1/parked-keys` names it.',
  },
  'not-discardable': {
    status: 409,
    title: 'This record may not be discarded',
    meaning: 'Without this record somebody would wait for ever, or money would stay taken.',
    wayOut: 'Correct the cause, and redrive the record (`peaje dlq redrive`).',
  },
  'already-resolved': {
    status: 409,
    title: 'The notice is already resolved',
    meaning: 'An operator, or a report of the provider, has decided about this notice before.',
    wayOut: 'Read the notice. There is nothing left to do.',
  },
  'already-recovered': {
    status: 409,
    title: 'The debt is already recovered',
    meaning: 'The bank took this debt before. Nothing was taken now.',
    wayOut: 'Read the debt at `GET /v1/debts`. There is nothing left to do.',
  },
  'unknown-account': {
    status: 422,
    title: 'Unknown account',
    meaning: 'There is no account with the id that the card should draw on.',
    wayOut: 'Open the account first (`POST /v1/accounts`), or correct its id.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests of this key are under way',
    meaning: 'One key may hold four fifths of the room of an instance, so that others get answers too.',
    wayOut: 'Wait for the seconds in `Retry-After`, and send the request again with the same key.',
  },
  'headers-too-large': {
    status: 431,
    title: 'The header fields are too large',
    meaning: 'The header fields have more than 16 KB together.',
    wayOut: 'Send fewer or shorter header fields. Cookies are not needed here.',
  },
  'internal-error': {
    status: 500,
    title: 'Internal error',
    meaning: 'The service met a fault of its own. Its log has the details; the answer does not.',
    wayOut:
      'Try again with the same `Idempotency-Key`. If it stays, tell the operator the time of the request.',
  },
  'not-stored': {
    status: 503,
    title: 'Nothing was stored: try again',
    meaning:
      'The database does not answer, or too much waits for Kafka. No money moves because of this request.',
    wayOut: 'Wait for the seconds in `Retry-After`, and send the request again with the same key.',
  },
  'not-ready': {
    status: 503,
    title: 'Not ready',
    meaning: 'This instance starts, ends, is full, or cannot reach its database.',
    wayOut:
      'Wait for the seconds in `Retry-After`, or ask another instance. `/health/ready` says what it waits for.',
  },
  'outcome-unknown': {
    status: 504,
    title: 'The outcome is unknown: try again with the same key',
    meaning: 'The database took the request and gave no answer, so it may be stored or not.',
    wayOut: 'Send the same request with the same key: it charges at most once. Or cancel by that key.',
  },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof problems;

/** A path that every service serves (RFC 9457 allows a relative address): `/problems/unknown-card`. */
export const problemType = (code: string): string => `/problems/${code}`;

/** The body of every refusal, `application/problem+json`. */
export const problem = z.strictObject({
  type: z.string().startsWith(problemType('')),
  title: z.string(),
  status: z.int(),
  code: z.enum(Object.keys(problems) as [ProblemCode, ...ProblemCode[]]),
  detail: z.string(),
  field: z.string().optional(),
});

export type Problem = Readonly<z.infer<typeof problem>>;
