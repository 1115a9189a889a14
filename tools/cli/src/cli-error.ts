import { inspect } from 'node:util';
import { StackError } from '@peaje/stack/info';
import { block, type Part, printable, type Printable, redOnStderr, text } from './render/printable.js';

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

/** The text for stderr. It has a stack trace and the causes only with PEAJE_DEBUG. Pure. */
export function errorText(error: unknown, debug: boolean): Printable {
  if (debug && error instanceof Error) return text`${PROGRAM} ${block(inspect(error))}`;
  if (error instanceof CliError) return paragraphs(error.shown, error.nextStep);
  if (error instanceof StackError) {
    const hasNextStep = exitCodeOf(error) === EXIT.unavailable;
    return paragraphs(
      error.message,
      hasNextStep ? error.nextStep : 'peaje stack status shows the processes.',
    );
  }
  if (error instanceof Error && error.name.endsWith('ZodError')) {
    // Its words are those of a schema library.
    return paragraphs('An answer has another form than peaje reads.', 'PEAJE_DEBUG=1 shows the difference.');
  }
  const message = error instanceof Error ? error.message : String(error);
  return text`${PROGRAM} unexpected: ${block(message)}\n\nPEAJE_DEBUG=1 shows the stack trace.`;
}

const PROGRAM = redOnStderr('peaje:');

/** The cause is red where stderr allows colours: its first line is what went wrong. */
const paragraphs = (message: Part, nextStep: Part | undefined): Printable => {
  const cause = text`${PROGRAM} ${redOnStderr(message)}`;
  return nextStep === undefined ? cause : text`${cause}\n\n${nextStep}`;
};
