import { z } from 'zod';

/** Every problem (RFC 9457) of this system. The code is the last part of `type` and never changes. */
export const problems = {
  'invalid-request': { status: 400, title: 'The request breaks a rule' },
  'idempotency-key-missing': { status: 400, title: 'Idempotency-Key is missing' },
  'card-number-refused': { status: 400, title: 'A card number was sent' },
  unauthenticated: { status: 401, title: 'The API key is missing or unknown' },
  forbidden: { status: 403, title: 'This API key may not do that' },
  'signature-invalid': { status: 403, title: 'The signature is missing or wrong' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive' },
  'already-exists': { status: 409, title: 'It exists with other content' },
  'payload-too-large': { status: 413, title: 'The body is too large' },
  'uri-too-long': { status: 414, title: 'The address is too long' },
  'unsupported-media-type': { status: 415, title: 'Unsupported media type' },
  'expectation-failed': { status: 417, title: 'The expectation cannot be met' },
  'idempotency-key-reused': { status: 422, title: 'Idempotency-Key was used for another request' },
  'prepaid-not-accepted': { status: 422, title: 'Prepaid cards are not accepted here' },
  'unknown-card': { status: 422, title: 'Unknown card' },
  'card-denied': { status: 422, title: 'The card is on the deny list' },
  'insufficient-funds': { status: 422, title: 'Not enough money' },
  'not-the-head': { status: 409, title: 'Earlier records of this key are still parked' },
  'not-discardable': { status: 409, title: 'This record may not be discarded' },
  'already-resolved': { status: 409, title: 'The notice is already resolved' },
  'already-recovered': { status: 409, title: 'The debt is already recovered' },
  'unknown-account': { status: 422, title: 'Unknown account' },
  'too-many-requests': { status: 429, title: 'Too many requests of this key are under way' },
  'headers-too-large': { status: 431, title: 'The header fields are too large' },
  'internal-error': { status: 500, title: 'Internal error' },
  'not-stored': { status: 503, title: 'Nothing was stored: try again' },
  'not-ready': { status: 503, title: 'Not ready' },
  'outcome-unknown': { status: 504, title: 'The outcome is unknown: try again with the same key' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problems;

/** The body of every refusal, `application/problem+json`. */
export const problem = z.strictObject({
  type: z.url(),
  title: z.string(),
  status: z.int(),
  code: z.enum(Object.keys(problems) as [ProblemCode, ...ProblemCode[]]),
  detail: z.string(),
  field: z.string().optional(),
});

export type Problem = Readonly<z.infer<typeof problem>>;
