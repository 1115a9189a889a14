/**
 * An error for a person at a terminal: the cause and the next step. It is printed without a stack trace.
 * `code` is stable and in kebab case, for tests and tools.
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

/** True for "no space left on device", anywhere in the chain of causes. */
export function isDiskFull(error: unknown): boolean {
  for (let e = error; e instanceof Error; e = e.cause) {
    if ((e as NodeJS.ErrnoException).code === 'ENOSPC' || /no space left on device/i.test(e.message))
      return true;
  }
  return false;
}

/** The text for the terminal: one paragraph for the cause, one for the next step, no stack trace. */
export function describeError(error: unknown): string {
  if (isDiskFull(error)) {
    return 'The disk is full.\n\nFree at least 1 GiB, then start again. The stored data is intact.';
  }
  if (error instanceof StackError) return `${error.message}\n\n${error.nextStep}`;
  const message = error instanceof Error ? error.message : String(error);
  return `Unexpected error: ${message}\n\nSee .peaje/logs; PEAJE_DEBUG=1 npm start shows the stack trace.`;
}
