import { StackError } from '@peaje/stack';
import { block, type Part, printable, type Printable, text } from './render/printable.js';

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
  readonly shown: Printable;

  constructor(
    readonly exitCode: ExitCode,
    shown: Part,
    readonly nextStep?: Part,
    options?: ErrorOptions,
  ) {
    super(String(shown), options);
    this.shown = printable(shown);
  }
}

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CliError) return error.exitCode;
  if (error instanceof StackError && error.code === 'stack-not-running') return EXIT.unavailable;
  return EXIT.refused;
}

/** The text for stderr. It has a stack trace only with PEAJE_DEBUG. Pure. */
export function errorText(error: unknown, debug: boolean): Printable {
  if (debug && error instanceof Error) return text`peaje: ${block(error.stack ?? error.message)}`;
  if (error instanceof CliError) return paragraphs(error.shown, error.nextStep);
  if (error instanceof StackError) {
    const hasNextStep = exitCodeOf(error) === EXIT.unavailable;
    return paragraphs(
      error.message,
      hasNextStep ? error.nextStep : 'peaje stack status shows the processes.',
    );
  }
  const message = error instanceof Error ? error.message : String(error);
  return text`peaje: unexpected: ${block(message)}\n\nPEAJE_DEBUG=1 shows the stack trace.`;
}

const paragraphs = (message: Part, nextStep: Part | undefined): Printable =>
  nextStep === undefined ? text`peaje: ${message}` : text`peaje: ${message}\n\n${nextStep}`;
