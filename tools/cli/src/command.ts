import type { ArgumentsCamelCase, Argv } from 'yargs';
import type { GlobalArgs, Session } from './session.js';
import type { Terminal } from './terminal.js';

/** The parts of the program that commands use. */
export interface Frame {
  readonly begin: (args: GlobalArgs) => Promise<Session>;
  readonly ended: (exitCode: number) => void;
  readonly terminal: Terminal;
  readonly env: NodeJS.ProcessEnv;
}

/** A command with its options and subcommands. */
export interface Command {
  readonly name: string;
  /** Its command lines, without options and arguments. A group has several: `dlq list`, `dlq show`. */
  readonly lines: readonly string[];
  /** Those of a group. */
  readonly commands?: readonly Command[];
  /** `describe` is that of the front page, for a command on it. */
  addTo(cli: Argv, frame: Frame, describe?: string): void;
}

interface Definition<Args> {
  readonly usage: string;
  /** A command on the front page has its words there. */
  readonly describe?: string;
  readonly options: (cli: Argv) => Argv<Args>;
}

type Known<Args> = ArgumentsCamelCase<Args> & GlobalArgs;

/** A command on the running stack. `run` returns the exit code; none means done. */
export const command = <Args>(
  definition: Definition<Args> & {
    readonly run: (session: Session, args: Known<Args>) => Promise<number | void>;
  },
): Command =>
  commandWithoutStack({
    ...definition,
    run: async (frame, args) => {
      const session = await frame.begin(args);
      try {
        return await definition.run(session, args);
      } finally {
        await session.close();
      }
    },
  });

/** A command that also works while no stack runs. */
export function commandWithoutStack<Args>(
  definition: Definition<Args> & {
    readonly run: (frame: Frame, args: Known<Args>) => Promise<number | void>;
  },
): Command {
  const { usage, describe = '', options, run } = definition;
  const name = usage.split(' ')[0] ?? usage;
  return {
    name,
    lines: [name],
    addTo: (cli, frame, onFrontPage = describe) => {
      cli.command(usage, onFrontPage, options, async (args) => {
        frame.ended((await run(frame, args as Known<Args>)) ?? 0);
      });
    },
  };
}

/** A command that has only subcommands. `describe` as in a definition. */
export function commandGroup(name: string, commands: readonly Command[], describe = ''): Command {
  return {
    name,
    commands,
    lines: commands.flatMap(({ lines }) => lines.map((line) => `${name} ${line}`)),
    addTo: (cli, frame, onFrontPage = describe) => {
      cli.command(name, onFrontPage, (inner) => {
        for (const one of commands) one.addTo(inner, frame);
        return inner.demandCommand(1, 1, `Which one? peaje ${name} --help lists them.`);
      });
    },
  };
}
