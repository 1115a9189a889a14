/**
 * An error a person reads at a terminal: what is wrong, and what to do next.
 * `code` is stable and kebab-case, for tests and tools; no stack trace is ever printed for it.
 */
export class StackError extends Error {
  override readonly name = 'StackError';

  constructor(
    readonly code: string,
    message: string,
    readonly nextStep: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** True for "no space left on device", however deep in the chain of causes it sits. */
export function isDiskFull(error: unknown): boolean {
  for (let e = error; e instanceof Error; e = e.cause) {
    if ((e as NodeJS.ErrnoException).code === 'ENOSPC' || /no space left on device/i.test(e.message))
      return true;
  }
  return false;
}

/** The words for the terminal: one paragraph for what happened, one for what to do; no stack trace. */
export function describeError(error: unknown): string {
  if (isDiskFull(error)) {
    return 'The disk is full.\n\nFree at least 1 GiB, then start again; nothing that was stored is harmed.';
  }
  if (error instanceof StackError) return `${error.message}\n\n${error.nextStep}`;
  const message = error instanceof Error ? error.message : String(error);
  return `Unexpected: ${message}\n\nSee .peaje/logs; PEAJE_DEBUG=1 npm start shows where it happened.`;
}
