import type { StackStatus } from '@peaje/stack';
import { green, grey, type Part, type Printable, yellow } from './printable.js';
import { table } from './table.js';

type Process = StackStatus['postgres'];

/** Pure. */
export function stackText({ services, brokers, postgres }: StackStatus): Printable {
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
      { head: 'restarts', align: 'right' },
      { head: 'where' },
    ],
    rows,
  );
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
