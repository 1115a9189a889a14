import type { KillAnswer, SignalledProcess, StackStatus } from '@peaje/stack';
import { bold, green, grey, lines, type Part, type Printable, text, yellow } from './printable.js';
import { table } from './table.js';

type Process = StackStatus['postgres'];

/** Pure. */
export function stackText({ services, brokers, postgres }: StackStatus, width?: number): Printable {
  const rows = [
    ...Object.values(services)
      .flat()
      .map((one) => row(one, one.url)),
    ...brokers.map((one) => row(one, `broker ${one.id}, 127.0.0.1:${one.port}`)),
    row(postgres, ''),
  ];
  return table(
    [
      { head: 'process' },
      { head: 'state' },
      { head: 'pid', align: 'right' },
      { head: 'restarts', align: 'right', narrow: 'omit' },
      { head: 'where' },
    ],
    rows,
    width,
  );
}

/** What a signal did to each process, what the stack does now, and what to look at. Pure. */
export function killText({ signalled }: Pick<KillAnswer, 'signalled'>, target: string): Printable {
  const [first] = signalled;
  const hint = first?.signal === 'SIGSTOP' ? thawing(first, target) : `peaje logs ${target}`;
  return lines([...signalled.map(signalledText), '', grey('See what becomes of it:'), ...nextSteps(hint)]);
}

const nextSteps = (hint: string): Part[] => ['  peaje stack status', text`  ${hint}`, '  peaje groups'];

const thawing = ({ name }: SignalledProcess, target: string): string =>
  name.startsWith('kafka-')
    ? `peaje stack broker kill ${name.slice('kafka-'.length)} --signal CONT`
    : `peaje stack ${name === 'postgres' ? 'postgres kill' : `kill ${target}`} --signal CONT`;

function signalledText({ name, pid, signal, gone }: SignalledProcess): Printable {
  if (pid === null) return text`${bold(name)} does not run: it got no signal.`;
  const got = text`${bold(name)} (pid ${pid}) got ${signal}`;
  if (signal === 'SIGSTOP') return text`${got}: ${yellow('it is frozen')}, and stays so until SIGCONT.`;
  if (signal === 'SIGCONT') return text`${got}: ${green('it goes on')}.`;
  const state = gone ? yellow('it is gone') : yellow('it is still ending');
  return text`${got}: ${state}. The stack brings it back.`;
}

const row = ({ name, state, pid, restarts }: Process, where: string): Part[] => [
  name,
  stateText(state),
  pid === null ? grey('–') : String(pid),
  restarts === 0 ? grey('0') : yellow(String(restarts)),
  where,
];

function stateText(state: Process['state']): Printable {
  if (state === 'ready') return green(state);
  return state === 'stopped' ? grey(state) : yellow(state);
}
