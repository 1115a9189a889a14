import { readdirSync, readFileSync } from 'node:fs';

/** CPU milliseconds since the start of each process, by name; all processes of a name count together. */
export type Usage = Readonly<Record<string, number>>;

/** /proc counts in hundredths of a second. */
const TICK_MS = 10;

interface Stat {
  readonly parent: number;
  readonly ownMs: number;
  /** Of children that have ended. */
  readonly childrenMs: number;
}

function statOf(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const at = (n: number): number => Number(fields[n]);
    return { parent: at(1), ownMs: (at(11) + at(12)) * TICK_MS, childrenMs: (at(13) + at(14)) * TICK_MS };
  } catch {
    return null;
  }
}

/** PostgreSQL has a process for each connection. */
function childrenOf(parents: readonly number[]): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => parents.includes(statOf(pid)?.parent ?? -1));
}

export function usageOf(processes: Readonly<Record<string, readonly number[]>>): Usage {
  return Object.fromEntries(
    Object.entries(processes).map(([name, pids]) => {
      const all = name === 'postgres' ? [...pids, ...childrenOf(pids)] : pids;
      const stats = all.map(statOf).filter((stat) => stat !== null);
      return [name, stats.reduce((sum, { ownMs, childrenMs }) => sum + ownMs + childrenMs, 0)];
    }),
  );
}

export const usedBetween = (before: Usage, after: Usage): Usage =>
  Object.fromEntries(Object.entries(after).map(([name, ms]) => [name, ms - (before[name] ?? 0)]));

/** Megabytes that the processes hold in RAM. */
export function residentMegabytes(pids: readonly number[]): number {
  const kilobytes = pids.map((pid) =>
    Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]),
  );
  return kilobytes.reduce((sum, kb) => sum + kb, 0) / 1_024;
}

/** Megabytes. What processes share counts once: the proportional set size. */
export function megabytesOf(pids: readonly number[]): number {
  const kilobytes = [...pids, ...childrenOf(pids)].map((pid) => {
    try {
      return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
    } catch {
      return 0;
    }
  });
  return kilobytes.reduce((sum, kb) => sum + kb, 0) / 1_024;
}
