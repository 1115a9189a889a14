import { type ControlClient, controlClient, type ProcessControl, type StackStatus } from '@peaje/stack';
import type { Argv } from 'yargs';
import { CliError, EXIT } from '../cli-error.js';
import { command, type Command, commandGroup } from '../command.js';
import { text } from '../render/printable.js';
import { stackText } from '../render/stack.js';

const SIGNALS = ['KILL', 'STOP', 'CONT', 'TERM'] as const;
const MOST_INSTANCES = 20;

const status = stackAction(
  'status',
  'the processes and their restarts',
  (cli) => cli,
  (control) => control.status(),
);

const stop = command({
  usage: 'stop [service]',
  describe: 'stop the whole stack, or one service, which stays stopped',
  options: (cli) => cli.positional('service', { type: 'string', describe: 'pos, debit, audit, sms…' }),
  run: async (session, { service, json }) => {
    const control = controlClient(session.info);
    if (service === undefined) {
      await control.stop();
      return json
        ? session.terminal.printJson({ stopping: true })
        : session.terminal.print(text`The stack is stopping.`);
    }
    const now = await control.service(service).stop();
    await (json ? session.terminal.printJson(now) : session.terminal.print(stackText(now)));
  },
});

const oneService = (cli: Argv) =>
  cli.positional('service', { type: 'string', demandOption: true, describe: 'pos, debit, audit, sms…' });
const withSignal = <T>(cli: Argv<T>) =>
  cli.option('signal', { choices: SIGNALS, default: 'KILL' as const, describe: 'the signal' });

const start = stackAction('start <service>', 'start a stopped service', oneService, (control, { service }) =>
  control.service(service).start(),
);
const restart = stackAction(
  'restart <service>',
  'stop and start a service',
  oneService,
  (control, { service }) => control.service(service).restart(),
);
const scale = stackAction(
  'scale <service> <n>',
  `run n instances of a service, 1 to ${MOST_INSTANCES}`,
  (cli) => oneService(cli).positional('n', { type: 'number', demandOption: true, describe: 'how many' }),
  (control, { service, n }) => {
    if (!Number.isInteger(n) || n < 1 || n > MOST_INSTANCES) {
      throw new CliError(EXIT.usage, `n must be a whole number from 1 to ${MOST_INSTANCES}.`);
    }
    return control.service(service).scale(n);
  },
);
const kill = stackAction(
  'kill <service>',
  'send a signal; the stack restarts a process that dies',
  (cli) =>
    withSignal(oneService(cli)).option('instance', {
      type: 'string',
      describe: 'one instance only: 2, or pos-2',
    }),
  async (control, { service, signal, instance }) => {
    const chosen = instance === undefined ? {} : { instance: await instanceOf(control, service, instance) };
    return control.service(service).kill({ signal: `SIG${signal}`, ...chosen });
  },
);

export const stackCommand = commandGroup('stack', 'the processes of the running stack', [
  status,
  start,
  stop,
  restart,
  scale,
  kill,
  commandGroup(
    'broker',
    'one broker of Kafka',
    processCommands(
      ' <id>',
      (cli) =>
        cli.positional('id', { type: 'number', demandOption: true, describe: 'as stack status shows it' }),
      (control, { id }) => control.broker(id),
    ),
  ),
  commandGroup(
    'postgres',
    'the database server',
    processCommands(
      '',
      (cli) => cli,
      (control) => control.postgres(),
    ),
  ),
]);

function processCommands<Args>(
  argument: string,
  options: (cli: Argv) => Argv<Args>,
  find: (control: ControlClient, args: Args) => ProcessControl,
): Command[] {
  return [
    stackAction(`start${argument}`, 'start it', options, (control, args) => find(control, args).start()),
    stackAction(`stop${argument}`, 'stop it; it stays stopped', options, (control, args) =>
      find(control, args).stop(),
    ),
    stackAction(
      `kill${argument}`,
      'send a signal; the stack restarts a process that dies',
      (cli) => withSignal(options(cli)),
      (control, args) => find(control, args).kill({ signal: `SIG${args.signal}` }),
    ),
  ];
}

/** A command that changes the stack and prints its new state. */
function stackAction<Args>(
  usage: string,
  describe: string,
  options: (cli: Argv) => Argv<Args>,
  perform: (control: ControlClient, args: Args) => Promise<StackStatus>,
): Command {
  return command<Args>({
    usage,
    describe,
    options,
    run: async (session, args) => {
      const now = await perform(controlClient(session.info), args as Args);
      await (args.json ? session.terminal.printJson(now) : session.terminal.print(stackText(now)));
    },
  });
}

/** The control interface ignores an unknown name, so this checks it first. */
async function instanceOf(control: ControlClient, service: string, wanted: string): Promise<string> {
  const { services } = await control.status();
  const names = (services[service] ?? []).map(({ name }) => name);
  const found = names.find((name) => name === wanted || name === `${service}-${wanted}`);
  if (found !== undefined || names.length === 0) return found ?? wanted;
  throw new CliError(
    EXIT.refused,
    `${service} has no instance ${wanted}.`,
    `These exist: ${names.join(', ')}`,
  );
}
