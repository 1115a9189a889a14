import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** A running process. `args` is its command line; without /proc, arguments with blanks are split. */
export interface RunningProcess {
  pid: number;
  args: string[];
}

/** All processes with a readable command line: from /proc, or from `ps` on systems without /proc. */
export async function listProcesses(): Promise<RunningProcess[]> {
  const pids = await readdir('/proc').then(
    (names) => names.filter((name) => /^\d+$/.test(name)).map(Number),
    () => [],
  );
  if (pids.length === 0) return listWithPs();
  const found = await Promise.all(pids.map(processOf));
  return found.filter((process) => process !== null);
}

/** One process; null when it has ended, also as a zombie. */
export async function processOf(pid: number): Promise<RunningProcess | null> {
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  if (line === '') return process.platform === 'linux' ? null : ((await listWithPs(pid))[0] ?? null);
  return { pid, args: line.split('\0').slice(0, -1) };
}

/**
 * The start time of a process, in the system's own format. With the pid it identifies a process, because systems use
 * pids again. Null when the process does not run.
 */
export async function startMark(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (stat !== null) {
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  }
  if (process.platform === 'linux') return null;
  const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => ({
    stdout: '',
  }));
  return stdout.trim() || null;
}

async function listWithPs(pid?: number): Promise<RunningProcess[]> {
  const which = pid === undefined ? ['-ax'] : ['-p', String(pid)];
  const run = promisify(execFile)('ps', [...which, '-ww', '-o', 'pid=,args=']);
  const { stdout } = await run.catch(() => ({ stdout: '' }));
  return stdout.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(.*)$/.exec(line);
    return match ? [{ pid: Number(match[1]), args: (match[2] ?? '').split(' ') }] : [];
  });
}
