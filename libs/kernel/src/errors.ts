/** What a caller did wrong or met: the code is stable and is the same in HTTP, events and logs. */
export interface RefusalDetails {
  /** For people: the rule and the way out. Never the refused value. */
  readonly detail: string;
  /** The field that broke the rule, as a path: `card.token`. */
  readonly field?: string;
  readonly retryAfterSeconds?: number;
}

/** Refused on purpose: nothing was stored. The edge turns it into an RFC 9457 problem. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly field: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly code: string,
    { detail, field, retryAfterSeconds }: RefusalDetails,
    options?: ErrorOptions,
  ) {
    super(detail, options);
    this.field = field;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Will fail the same way however often it is tried: the pipeline makes it a dead letter. */
export class PermanentError extends Error {
  override readonly name = 'PermanentError';

  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const uncommitted = new WeakSet<object>();

/** Marks an error that came before anything was committed: whoever asked may be told that nothing was stored. */
export function nothingStored<E>(error: E): E {
  if (typeof error === 'object' && error !== null) uncommitted.add(error);
  return error;
}

export const isNothingStored = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && uncommitted.has(error);

/** For the default branch of a switch over a union: does not compile while a case is missing. */
export function unreachable(value: never): never {
  throw new TypeError(`unreachable: ${JSON.stringify(value)}`);
}
