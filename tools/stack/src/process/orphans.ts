import { setTimeout as sleep } from 'node:timers/promises';

import { listProcesses, startMark } from './process-table.js';

export type OrphanKind = 'service' | 'broker' | 'postgres';

interface Orphan {
  pid: number;
  kind: OrphanKind;
}

/** The word on the command line of every service that says which stack it belongs to. */
export const serviceMark = (root: string): string => `--peaje-stack=${root}`;
/** The same for a broker; the JVM takes it for a setting. */
export const brokerMark = (root: string): string => `-Dpeaje.stack=${root}`;

/** How each kind is asked to leave, and how long it may take: services before what they write to. */
const WAVES: { kind: OrphanKind; signal: NodeJS.Signals; timeoutMs: number }[] = [
  { kind: 'service', signal: 'SIGTERM', timeoutMs: 5_000 },
  { kind: 'broker', signal: 'SIGTERM', timeoutMs: 2_000 },
  { kind: 'postgres', signal: 'SIGINT', timeoutMs: 5_000 },
];

/** What a process is to the stack in `root`; null when it is not one of its own. Pure. */
export function kindOf(args: string[], root: string): OrphanKind | null {
  const line = `${args.join(' ')} `;
  if (line.includes(`${serviceMark(root)} `)) return 'service';
  if (line.includes(`${brokerMark(root)} `)) return 'broker';
  if (line.includes(` -D ${root}/data/postgres `)) return 'postgres';
  return null;
}

/**
 * Ends what a supervisor left behind that was itself killed. They are found by the mark on their command
 * lines, which also finds those whose pid never made it into stack.json. Returns how many there were.
 */
export async function endOrphans(root: string): Promise<number> {
  const orphans = await findOrphans(root);
  for (const { kind, signal, timeoutMs } of WAVES) {
    const wave = orphans.filter((orphan) => orphan.kind === kind);
    await Promise.all(wave.map(({ pid }) => end(pid, signal, timeoutMs)));
  }
  return orphans.length;
}

export async function findOrphans(root: string): Promise<Orphan[]> {
  const processes = await listProcesses();
  return processes.flatMap(({ pid, args }) => {
    const kind = kindOf(args, root);
    return kind !== null && pid !== process.pid ? [{ pid, kind }] : [];
  });
}

async function end(pid: number, signal: NodeJS.Signals, timeoutMs: number): Promise<void> {
  const born = await startMark(pid);
  send(pid, 'SIGCONT');
  send(pid, signal);
  const deadline = Date.now() + timeoutMs;
  while (born !== null && (await startMark(pid)) === born) {
    if (Date.now() > deadline) send(pid, 'SIGKILL');
    await sleep(50);
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // gone already: what was wanted
  }
}
