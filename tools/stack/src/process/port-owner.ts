import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { promisify } from 'node:util';

import { StackError } from '../stack-error.js';
import { isPortFree } from './port-block.js';
import { processOf } from './process-table.js';

/** A fixed port and what it is for. `variable` names the setting that moves this one port. */
export interface WantedPort {
  port: number;
  purpose: string;
  variable: string;
}

/**
 * @throws StackError `port-taken`, naming every port that is taken, for what, by whom, and how to move it.
 */
export async function assertPortsFree(wanted: WantedPort[]): Promise<void> {
  const free = await Promise.all(wanted.map(({ port }) => isPortFree(port)));
  const taken = wanted.filter((_, i) => !free[i]);
  if (taken.length === 0) return;
  const lines = await Promise.all(
    taken.map(async ({ port, purpose }) => describeTaken(port, purpose, await ownerOf(port))),
  );
  const first = taken[0] as WantedPort;
  throw new StackError(
    'port-taken',
    lines.join('\n'),
    `End that process, or move: ${first.variable}=<port> npm start moves this one port, ` +
      'PEAJE_PORT_BASE=4000 npm start moves all of them by 1000 (the default is 3000).',
  );
}

/** One line of the error: pure, so that its wording can be tested. */
export function describeTaken(port: number, purpose: string, owner: string | null): string {
  return `Port ${port} (for ${purpose}) is taken by ${owner ?? 'another process'}.`;
}

/** "process 4711 (node server.js)" when the system tells. */
async function ownerOf(port: number): Promise<string | null> {
  const pid = (await pidFromSs(port)) ?? (await pidFromLsof(port));
  if (pid === null) return null;
  const owner = await processOf(pid);
  return `process ${pid}${owner ? ` (${shortCommand(owner.args)})` : ''}`;
}

/** The program and the first thing it was given that is no option: `node server.js`. Pure. */
export function shortCommand([program = '', ...args]: string[]): string {
  const subject = args.find((arg) => !arg.startsWith('-') && arg.length < 120);
  return [basename(program), ...(subject === undefined ? [] : [subject])].join(' ');
}

async function pidFromSs(port: number): Promise<number | null> {
  const out = await output('ss', ['-Hltnp', `sport = :${port}`]);
  return numberIn(out, /pid=(\d+)/);
}

async function pidFromLsof(port: number): Promise<number | null> {
  const out = await output('lsof', ['-nP', '-t', '-sTCP:LISTEN', `-iTCP:${port}`]);
  return numberIn(out, /^(\d+)/m);
}

async function output(command: string, args: string[]): Promise<string> {
  return promisify(execFile)(command, args).then(
    ({ stdout }) => stdout,
    () => '',
  );
}

function numberIn(text: string, pattern: RegExp): number | null {
  const match = pattern.exec(text);
  return match?.[1] ? Number(match[1]) : null;
}
