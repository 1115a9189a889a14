import type { ArgumentsCamelCase, Argv } from 'yargs';
import type { GlobalArgs, Session } from './session.js';
import type { Terminal } from './terminal.js';

/** The parts of the program that commands use. */
interface Frame {
  readonly begin: (args: GlobalArgs) => Promise<Session>;
  readonly ended: (exitCode: number) => void;
  readonly terminal: Terminal;
}

/** A command with its options and subcommands. */
export interface Command {
  readonly name: string;
  /** Its command lines, without options and arguments. A group has several: `dlq list`, `dlq show`. */
  readonly lines: readonly string[];
  addTo(cli: Argv, frame: Frame): void;
}

/** A command on the running stack. `run` returns the exit code; none means done. */
export function command<Args>(definition: {
  readonly usage: string;
  readonly describe: string;
  readonly options: (cli: Argv) => Argv<Args>;
  readonly run: (session: Session, args: ArgumentsCamelCase<Args> & GlobalArgs) => Promise<number | void>;
}): Command {
  const { usage, describe, options, run } = definition;
  const name = usage.split(' ')[0] ?? usage;
  return {
    name,
    lines: [name],
    addTo: (cli, { begin, ended }) => {
      cli.command(usage, describe, options, async (args) => {
        const known = args as ArgumentsCamelCase<Args> & GlobalArgs;
        const session = await begin(known);
        try {
          ended((await run(session, known)) ?? 0);
        } finally {
          await session.close();
        }
      });
    },
  };
}

/** A command that has only subcommands. */
export function commandGroup(name: string, describe: string, commands: readonly Command[]): Command {
  return {
    name,
    lines: commands.flatMap(({ lines }) => lines.map((line) => `${name} ${line}`)),
    addTo: (cli, frame) => {
      cli.command(name, describe, (inner) => {
        for (const one of commands) one.addTo(inner, frame);
        return inner.demandCommand(1, 1, `Which one? peaje ${name} --help lists them.`);
      });
    },
  };
}
