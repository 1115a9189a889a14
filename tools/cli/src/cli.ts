import yargs, { type Argv } from 'yargs';
import { CliError, errorText, EXIT, exitCodeOf } from './cli-error.js';
import type { Command } from './command.js';
import { auditCommand } from './commands/audit.js';
import { cancelCommand } from './commands/cancel.js';
import { chargeCommand } from './commands/charge.js';
import { dlqCommand } from './commands/dlq.js';
import { groupsCommand } from './commands/groups.js';
import { noticesCommand } from './commands/notices.js';
import { produceCommand } from './commands/produce.js';
import { reconcileCommand } from './commands/reconcile.js';
import { sloCommand } from './commands/slo.js';
import { stackCommand } from './commands/stack.js';
import { tailCommand } from './commands/tail.js';
import { tollCommand } from './commands/toll.js';
import { topicsCommand } from './commands/topics.js';
import { watchCommand } from './commands/watch.js';
import { completions } from './completions.js';
import { block } from './render/printable.js';
import { type GlobalArgs, Session } from './session.js';
import { Terminal } from './terminal.js';

const COMMANDS: readonly Command[] = [
  chargeCommand,
  tollCommand,
  cancelCommand,
  watchCommand,
  noticesCommand,
  tailCommand,
  produceCommand,
  topicsCommand,
  groupsCommand,
  dlqCommand,
  auditCommand,
  reconcileCommand,
  sloCommand,
  stackCommand,
];

const EXIT_CODES = `Exit codes: ${EXIT.done} done (also for a declined charge), ${EXIT.refused} refused or failed, ${EXIT.usage} wrong usage, ${EXIT.unavailable} the stack, a service or Kafka does not answer.`;
const WIDEST = 100;
const SHELLS = ['bash', 'zsh'];

/** Every command line, without options and arguments. */
export const commandLines: readonly string[] = COMMANDS.flatMap(({ lines }) => lines);

/** The help text of a command. */
export const helpOf = (line: string, terminal: Terminal): Promise<string> =>
  parser(line.split(' '), terminal, {}, () => undefined).getHelp();

/** Runs one command line and returns its exit code. */
export async function run(argv: readonly string[], env = process.env): Promise<number> {
  const terminal = new Terminal();
  for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect']) {
    process.on(event, () => terminal.interrupt());
  }
  process.channel?.unref();
  let exitCode: number = EXIT.done;
  try {
    const words = forShell(argv);
    await parser(words, terminal, env, (code) => (exitCode = code)).parseAsync();
    return exitCode;
  } catch (error) {
    terminal.log(errorText(error, env['PEAJE_DEBUG'] !== undefined));
    return exitCodeOf(error);
  } finally {
    // The command is over. An open channel to the parent would keep the process alive.
    if (process.connected) process.disconnect();
  }
}

function parser(
  argv: readonly string[],
  terminal: Terminal,
  env: NodeJS.ProcessEnv,
  ended: (exitCode: number) => void,
): Argv {
  const cli = yargs([...argv])
    .scriptName('peaje')
    .usage('$0 <command>\n\nCharge cards on the running stack, and follow each charge.')
    .option('json', { type: 'boolean', default: false, describe: 'JSON on stdout, nothing else' })
    .option('stack', {
      type: 'string',
      describe: 'the stack.json of a stack [PEAJE_STACK_FILE, .peaje/stack.json]',
    })
    .option('key', { type: 'string', describe: 'API key [the demo keys]' })
    .epilogue(EXIT_CODES);
  const begin = async (args: GlobalArgs): Promise<Session> => Session.open(args, terminal, env);
  for (const command of COMMANDS) command.addTo(cli, { begin, ended, terminal });
  return cli
    .completion('completion', 'the script for bash or zsh: source <(peaje completion bash)', completions)
    .demandCommand(1, 1, 'Which command? peaje --help lists them.')
    .strict()
    .recommendCommands()
    .version(false)
    .help()
    .wrap(Math.min(WIDEST, process.stdout.columns ?? WIDEST))
    .exitProcess(false)
    .fail((message: string | null, error: Error | undefined) => {
      // Without a message a command has failed. With one, yargs or an option's parser has refused the command line.
      if (message === null && error) throw error;
      throw new CliError(EXIT.usage, block(message ?? 'wrong usage'), `${helpFor(argv)} shows the usage.`);
    });
}

/** The help of the command, if there is a command of this name. */
function helpFor([first = '']: readonly string[]): string {
  const isKnown = COMMANDS.some(({ name }) => name === first);
  return isKnown ? `peaje ${first} --help` : 'peaje --help';
}

/** `completion zsh`: yargs reads the shell from the environment only. */
function forShell(argv: readonly string[]): readonly string[] {
  const [first, shell] = argv;
  if (first !== 'completion' || shell === undefined || shell.startsWith('-')) return argv;
  if (!SHELLS.includes(shell)) {
    throw new CliError(EXIT.usage, `There is no completion for ${shell}, only for ${SHELLS.join(' and ')}.`);
  }
  process.env['SHELL'] = shell;
  return [first];
}
