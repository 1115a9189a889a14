import { StackError } from '@peaje/stack';

/** The exit codes, for scripts. `peaje --help` lists them. */
export const EXIT = {
  /** A declined charge is an outcome, so the command is done. */
  done: 0,
  /** A service refused, or the answer is negative: a broken chain, an unknown group. */
  refused: 1,
  usage: 2,
  /** The stack, a service or Kafka does not answer: EX_UNAVAILABLE of sysexits.h. */
  unavailable: 69,
  interrupted: 130,
} as const;
type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An error for a person at the terminal: the cause, and the next step. */
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

/** The text for stderr. It has a stack trace only with PEAJE_DEBUG. Pure. */
export function errorText(error: unknown, debug: boolean): string {
  if (debug && error instanceof Error) return `peaje: ${error.stack}`;
  if (error instanceof CliError) return paragraphs(error.message, error.nextStep);
  if (error instanceof StackError) {
    const hasNextStep = exitCodeOf(error) === EXIT.unavailable;
    return paragraphs(
      error.message,
      hasNextStep ? error.nextStep : 'peaje stack status shows the processes.',
    );
  }
  const message = error instanceof Error ? error.message : String(error);
  return `peaje: unexpected: ${message}\n\nPEAJE_DEBUG=1 shows the stack trace.`;
}

const paragraphs = (message: string, nextStep: string | undefined): string =>
  nextStep === undefined ? `peaje: ${message}` : `peaje: ${message}\n\n${nextStep}`;
