interface RefusalDetails {
  /** The rule and the way out, for people. It never repeats the refused value. */
  readonly detail: string;
  /** The field that broke the rule, as a path: `card.token`. */
  readonly field?: string;
  readonly retryAfterSeconds?: number;
}

/** A refusal of a request: nothing was stored. The HTTP edge answers it as an RFC 9457 problem. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly field: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    /** Stable, and the same in HTTP, events and logs. */
    readonly code: string,
    { detail, field, retryAfterSeconds }: RefusalDetails,
    options?: ErrorOptions,
  ) {
    super(detail, options);
    this.field = field;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** An error that every attempt would meet again: the pipeline makes the record a dead letter. */
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

/** Another transaction won this race: nothing is stored, and the same batch run again at once finds what it stored. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError';
}

const uncommitted = new WeakSet<object>();

/** Marks an error from before the commit, so that the answer can state that nothing was stored. */
export function nothingStored<E>(error: E): E {
  if (typeof error === 'object' && error !== null) uncommitted.add(error);
  return error;
}

export const isNothingStored = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && uncommitted.has(error);

/** The default branch of a switch over a union. It does not compile while a case is missing. */
export function unreachable(value: never): never {
  throw new TypeError(`unreachable: ${JSON.stringify(value)}`);
}
