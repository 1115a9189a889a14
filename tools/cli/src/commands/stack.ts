import {
  type ControlClient,
  controlClient,
  type KillAnswer,
  type ProcessControl,
  type StackStatus,
} from '@peaje/stack';
import type { Argv } from 'yargs';
import { wholeNumber } from '../arguments.js';
import { CliError, EXIT } from '../cli-error.js';
import { command, type Command, commandGroup } from '../command.js';
import { text } from '../render/printable.js';
import { killText, stackText } from '../render/stack.js';
import type { Session } from '../session.js';

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
    await show(session, json, await control.service(service).stop());
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
  (cli) =>
    oneService(cli).positional('n', {
      demandOption: true,
      describe: 'how many',
      ...wholeNumber('n', { min: 1, max: MOST_INSTANCES, example: 2 }),
    }),
  (control, { service, n }) => control.service(service).scale(n),
);
const kill = command({
  usage: 'kill <service>',
  describe: 'send a signal, and see the stack bring back a process that dies',
  options: (cli) =>
    withSignal(oneService(cli))
      .option('instance', { type: 'string', describe: 'one instance only: 2, or pos-2' })
      .example('$0 stack kill debit', 'no charge is lost')
      .example('$0 stack kill sms --signal STOP', 'sms freezes; --signal CONT lets it go on'),
  run: async (session, { service, signal, instance, json }) => {
    const control = controlClient(session.info);
    const chosen = instance === undefined ? {} : { instance: await instanceOf(control, service, instance) };
    const answer = await control.service(service).kill({ signal: `SIG${signal}`, ...chosen });
    return showKill(session, json, answer, service);
  },
});

export const stackCommand = commandGroup('stack', [
  status,
  start,
  stop,
  restart,
  scale,
  kill,
  commandGroup(
    'broker',
    processCommands(
      ' <id>',
      (cli) =>
        cli.positional('id', {
          demandOption: true,
          describe: 'as stack status shows it',
          ...wholeNumber('id', { min: 1, example: 3 }),
        }),
      (control, { id }) => control.broker(id),
      ({ id }) => `kafka-${id}`,
    ),
    'one broker of Kafka',
  ),
  commandGroup(
    'postgres',
    processCommands(
      '',
      (cli) => cli,
      (control) => control.postgres(),
      () => 'postgres',
    ),
    'the database server',
  ),
]);

function processCommands<Args>(
  argument: string,
  options: (cli: Argv) => Argv<Args>,
  find: (control: ControlClient, args: Args) => ProcessControl,
  nameOf: (args: Args) => string,
): Command[] {
  return [
    stackAction(`start${argument}`, 'start it', options, (control, args) => find(control, args).start()),
    stackAction(`stop${argument}`, 'stop it; it stays stopped', options, (control, args) =>
      find(control, args).stop(),
    ),
    command({
      usage: `kill${argument}`,
      describe: 'send a signal; the stack restarts a process that dies',
      options: (cli) => withSignal(options(cli)),
      run: async (session, args) => {
        const target = find(controlClient(session.info), args as unknown as Args);
        const answer = await target.kill({ signal: `SIG${args.signal}` });
        return showKill(session, args.json, answer, nameOf(args as unknown as Args));
      },
    }),
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
      await show(session, args.json, await perform(controlClient(session.info), args as Args));
    },
  });
}

async function show({ terminal }: Session, json: boolean, now: StackStatus): Promise<void> {
  await (json ? terminal.printJson(now) : terminal.print(stackText(now, terminal.width)));
}

/** The exit code is 1 when no process got the signal. */
async function showKill(
  { terminal }: Session,
  json: boolean,
  answer: KillAnswer,
  target: string,
): Promise<number> {
  await (json ? terminal.printJson(answer) : terminal.print(killText(answer, target)));
  return answer.signalled.some(({ pid }) => pid !== null) ? EXIT.done : EXIT.refused;
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
