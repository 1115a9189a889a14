import { StackError } from '@peaje/stack';

/** What a script may rely on; `peaje --help` says the same. */
export const EXIT = {
  /** Done. A declined charge is an outcome, so it is done too. */
  done: 0,
  /** Somebody said no, or what was looked for is not so: a broken chain, an unknown group. */
  refused: 1,
  usage: 2,
  /** The stack, a service or Kafka does not answer: EX_UNAVAILABLE of sysexits.h. */
  unavailable: 69,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An error for the person at the terminal: what happened, and what to do next. */
export class CliError extends Error {
  override readonly name = 'CliError';

  constructor(
    readonly exitCode: ExitCode,
    message: string,
    readonly nextStep?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CliError) return error.exitCode;
  if (error instanceof StackError && error.code === 'stack-not-running') return EXIT.unavailable;
  return EXIT.refused;
}

/** The words for stderr; no stack trace unless it is asked for. Pure. */
export function errorText(error: unknown, debug: boolean): string {
  if (debug && error instanceof Error) return `peaje: ${error.stack}`;
  if (error instanceof CliError) return paragraphs(error.message, error.nextStep);
  if (error instanceof StackError) {
    const isOurs = exitCodeOf(error) === EXIT.unavailable;
    return paragraphs(error.message, isOurs ? error.nextStep : 'peaje stack status shows what there is.');
  }
  const message = error instanceof Error ? error.message : String(error);
  return `peaje: unexpected: ${message}\n\nPEAJE_DEBUG=1 shows where it happened.`;
}

const paragraphs = (message: string, nextStep: string | undefined): string =>
  nextStep === undefined ? `peaje: ${message}` : `peaje: ${message}\n\n${nextStep}`;
