import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { Refusal, say } from './refusal.mjs';
import { LOCAL, readJson, readText } from './repository.mjs';

/** Removes the data of the local stack. The downloaded files stay. */
export function reset() {
  const home = resolve(process.env.PEAJE_DATA_DIR ?? LOCAL);
  const { pid, born } = readJson(join(home, 'stack.lock')) ?? {};
  if (pid && startMark(pid) === born) {
    throw new Refusal(
      `A stack is running (process ${pid}).\n\nStop it first: Ctrl-C in its terminal, or kill ${pid}`,
    );
  }
  killOrphans(home);
  for (const name of ['data', 'keys', 'logs', 'stack.json', 'stack.lock']) {
    rmSync(join(home, name), { recursive: true, force: true });
  }
  say('The data is removed. The next npm start creates it anew.');
}

/** After a supervisor was killed, its processes would go on writing into the removed files. */
function killOrphans(home) {
  const { services = {}, kafka = {}, postgres = {} } = readJson(join(home, 'stack.json')) ?? {};
  const named = [...Object.values(services).flat(), ...(kafka.nodes ?? []), postgres];
  for (const { pid } of named.filter((one) => one.pid)) {
    const command =
      readText(`/proc/${pid}/cmdline`) ?? spawnSync('ps', ['-o', 'args=', '-p', `${pid}`]).stdout?.toString();
    if (command?.includes(home)) process.kill(pid, 'SIGKILL');
  }
}

/** The start time of a process, as the supervisor writes it into its lock (process-table.ts of tools/stack). */
function startMark(pid) {
  const stat = readText(`/proc/${pid}/stat`);
  if (stat) return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  if (process.platform === 'linux') return undefined;
  return spawnSync('ps', ['-o', 'lstart=', '-p', `${pid}`])
    .stdout?.toString()
    .trim();
}
