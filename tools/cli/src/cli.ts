import { readFileSync } from 'node:fs';
import type { Argv } from 'yargs';
import { ENTRIES } from './catalogue.js';
import { errorText, EXIT, exitCodeOf } from './cli-error.js';
import type { Frame } from './command.js';
import { atWords } from './render/at-words.js';
import { lines, text } from './render/printable.js';
import { Session } from './session.js';
import { Terminal } from './terminal.js';
import { type Named, namedBy } from './words.js';

const WIDEST = 100;
const HELP = ['-h', '--help'];
const VERSION = ['-v', '--version'];

/** The help text of a command line, such as `dlq list`. */
export async function helpOf(line: string, terminal: Terminal): Promise<string> {
  const words = line.split(' ');
  const named = await namedBy(words);
  const frame: Frame = { begin: notBegun, ended: () => undefined, terminal, env: {} };
  return (await parser(words, named, frame)).getHelp();
}

/** Every command line, without options and arguments. */
export async function commandLines(): Promise<string[]> {
  const commands = await Promise.all(ENTRIES.map(({ load }) => load()));
  return commands.flatMap(({ lines }) => lines);
}

/** Runs one command line and returns its exit code. */
export async function run(argv: readonly string[], env = process.env): Promise<number> {
  const terminal = new Terminal();
  for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect']) {
    process.on(event, () => {
      // A second Ctrl-C does not wait for an answer.
      if (terminal.signal.aborted) process.exit(EXIT.interrupted);
      terminal.interrupt();
    });
  }
  process.channel?.unref();
  try {
    return await answer(argv, terminal, env);
  } catch (error) {
    const said = errorText(error, env['PEAJE_DEBUG'] !== undefined);
    terminal.log(await atWords(said, terminal.errorWidth));
    return exitCodeOf(error);
  } finally {
    // The command is over. An open channel to the parent would keep the process alive.
    if (process.connected) process.disconnect();
  }
}

async function answer(given: readonly string[], terminal: Terminal, env: NodeJS.ProcessEnv): Promise<number> {
  if (given[0] === '--complete') return complete(given.slice(1), terminal);
  const argv = given[0] === 'help' ? [...given.slice(1), '--help'] : given;
  const named = await namedBy(argv);
  if (named === null) return withoutCommand(argv, terminal);
  const { command, line, entry, isGroup } = named;
  const words = isGroup && argv.every((word) => !word.startsWith('-')) ? [...argv, '--help'] : argv;
  let exitCode: number = EXIT.done;
  const frame: Frame = {
    begin: (args) => Session.open(args, terminal, env),
    ended: (code) => (exitCode = code),
    terminal,
    env,
  };
  try {
    await (await parser(words, named, frame)).parseAsync();
    return exitCode;
  } catch (error) {
    if (!(error instanceof WrongUsage)) throw error;
    const { unknownOption, unknownOptionError, usageError } = await import('./usage-error.js');
    const unknown = unknownOption(words, await helpOf(line, terminal));
    if (unknown) throw unknownOptionError(unknown, line);
    throw usageError(error.message, line, command.commands ? undefined : exampleFor(entry.example, line));
  }
}

/** `peaje`, `peaje --version`, or options only. */
async function withoutCommand(argv: readonly string[], terminal: Terminal): Promise<number> {
  if (argv.some((word) => VERSION.includes(word))) await terminal.print(text`peaje ${version()}`);
  else if (argv.length === 0 || argv.some((word) => HELP.includes(word)))
    await terminal.print((await import('./front-page.js')).frontPage(terminal.width));
  else {
    const { asUsage } = await import('./usage-error.js');
    throw asUsage(text`Which command? ${argv[0] ?? ''} names none.`, '', undefined);
  }
  return EXIT.done;
}

/** What a shell offers: `--complete <shell> peaje <words>`. We know names, yargs commands and options. */
async function complete([shell = '', ...words]: readonly string[], terminal: Terminal): Promise<number> {
  const { namesFor } = await import('./completions.js');
  const names = await namesFor(words);
  if (names.length > 0) {
    await terminal.print(lines(names));
    return EXIT.done;
  }
  // yargs looks there for the form of its answer: zsh and fish show descriptions.
  process.env['SHELL'] = shell;
  const named = await namedBy(words.slice(1, -1)).catch(() => null);
  const frame: Frame = { begin: notBegun, ended: () => undefined, terminal, env: {} };
  await (await parser(['--get-yargs-completions', ...words], named, frame)).parseAsync();
  return EXIT.done;
}

/** Only the command that was named is loaded. The others have their words, so that a shell can offer them. */
async function parser(argv: readonly string[], named: Named | null, frame: Frame): Promise<Argv> {
  const { default: yargs } = await import('yargs');
  const cli = yargs([...argv])
    .scriptName('peaje')
    .locale('en')
    .usage('$0 <command>')
    .option('json', { type: 'boolean', default: false, describe: 'JSON on stdout, nothing else' })
    .option('stack', {
      type: 'string',
      describe: 'the stack.json of a stack [PEAJE_STACK_FILE, .peaje/stack.json]',
    })
    .option('key', { type: 'string', describe: 'API key [the demo keys]' });
  if (named) named.entryCommand.addTo(cli, frame, named.entry.describe);
  else for (const { name, describe } of ENTRIES) cli.command(name, describe);
  return cli
    .demandCommand(1, 1, 'Which command? peaje help lists them.')
    .strict()
    .version(false)
    .help()
    .alias('help', 'h')
    .wrap(Math.min(WIDEST, process.stdout.columns ?? WIDEST))
    .exitProcess(false)
    .fail((message: string | null, error: Error | undefined) => {
      // Without a message a command has failed. With one, yargs or the check of an option has refused the line.
      if (message === null && error) throw error;
      throw new WrongUsage(message ?? 'wrong usage');
    });
}

class WrongUsage extends Error {}

/** The example of the front page is for one line of a group only. */
const exampleFor = (example: string, line: string): string | undefined =>
  example.startsWith(`peaje ${line}`) ? example : undefined;

const notBegun = (): never => {
  throw new Error('a help text needs no stack');
};

function version(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
