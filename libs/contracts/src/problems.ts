import { z } from 'zod';

/** Every problem this system answers with (RFC 9457). The code is the last part of `type` and never changes. */
export const problems = {
  'invalid-request': { status: 400, title: 'The request breaks a rule' },
  'idempotency-key-missing': { status: 400, title: 'Idempotency-Key is missing' },
  'card-number-refused': { status: 400, title: 'A card number was sent' },
  unauthenticated: { status: 401, title: 'No valid key' },
  forbidden: { status: 403, title: 'This key may not do that' },
  'signature-invalid': { status: 403, title: 'The signature is missing or wrong' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  'already-exists': { status: 409, title: 'Exists with other content' },
  'payload-too-large': { status: 413, title: 'Too large' },
  'unsupported-media-type': { status: 415, title: 'Unsupported media type' },
  'idempotency-key-reused': { status: 422, title: 'Idempotency-Key was used for another request' },
  'prepaid-not-accepted': { status: 422, title: 'Prepaid cards are not accepted here' },
  'unknown-card': { status: 422, title: 'Unknown card' },
  'card-denied': { status: 422, title: 'The card is on the deny list' },
  'insufficient-funds': { status: 422, title: 'Not enough money' },
  'not-the-head': { status: 409, title: 'Earlier records of its key wait before it' },
  'not-discardable': { status: 409, title: 'This record may not be given up' },
  'already-resolved': { status: 409, title: 'The notice is not unresolved' },
  'already-recovered': { status: 409, title: 'The debt was recovered before' },
  'unknown-account': { status: 422, title: 'Unknown account' },
  'internal-error': { status: 500, title: 'Something went wrong here' },
  'not-stored': { status: 503, title: 'Not stored: try again' },
  'not-ready': { status: 503, title: 'Not ready' },
  'outcome-unknown': { status: 504, title: 'Outcome unknown: try again with the same key' },
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

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly field?: string;
}
