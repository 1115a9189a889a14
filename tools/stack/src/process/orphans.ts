import { setTimeout as sleep } from 'node:timers/promises';

import { listProcesses, startMark } from './process-table.js';

export type OrphanKind = 'service' | 'broker' | 'postgres';

interface Orphan {
  pid: number;
  kind: OrphanKind;
}

/** The argument of every service that names its stack. */
export const serviceMark = (root: string): string => `--peaje-stack=${root}`;
/** The argument of every broker that names its stack. The JVM reads it as a system property. */
export const brokerMark = (root: string): string => `-Dpeaje.stack=${root}`;

/** Signal and time limit for each kind. Services end before the brokers and databases that they write to. */
const WAVES: { kind: OrphanKind; signal: NodeJS.Signals; timeoutMs: number }[] = [
  { kind: 'service', signal: 'SIGTERM', timeoutMs: 5_000 },
  { kind: 'broker', signal: 'SIGTERM', timeoutMs: 2_000 },
  { kind: 'postgres', signal: 'SIGINT', timeoutMs: 5_000 },
];

/** The kind of a process of the stack in `root`; null for any other process. Pure. */
export function kindOf(args: string[], root: string): OrphanKind | null {
  const line = `${args.join(' ')} `;
  if (line.includes(`${serviceMark(root)} `)) return 'service';
  if (line.includes(`${brokerMark(root)} `)) return 'broker';
  if (line.includes(` -D ${root}/data/postgres `)) return 'postgres';
  return null;
}

/**
 * Ends the processes of a supervisor that was killed. Their command lines name the stack, so it finds also those
 * whose pid is not in stack.json yet. Returns their number.
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
    // The process has ended already.
  }
}
