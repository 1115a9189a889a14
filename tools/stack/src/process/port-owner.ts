import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { promisify } from 'node:util';

import { StackError } from '../stack-error.js';
import { isPortFree } from './port-block.js';
import { processOf } from './process-table.js';

/** A fixed port and its purpose. `variable` is the setting that moves this port. */
export interface WantedPort {
  port: number;
  purpose: string;
  variable: string;
}

/**
 * @throws StackError `port-taken`: it names every taken port, its purpose, the process that has it, and the way out.
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
    `End that process, or move this port: ${first.variable}=<port> npm start; ` +
      'or move all ports by 1000: PEAJE_PORT_BASE=4000 npm start (the default is 3000).',
  );
}

/** One line of the error. Pure. */
export function describeTaken(port: number, purpose: string, owner: string | null): string {
  return `Port ${port} (for ${purpose}) is taken by ${owner ?? 'another process'}.`;
}

/** `process 4711 (node server.js)`; null when the system does not show it. */
async function ownerOf(port: number): Promise<string | null> {
  const pid = (await pidFromSs(port)) ?? (await pidFromLsof(port));
  if (pid === null) return null;
  const owner = await processOf(pid);
  return `process ${pid}${owner ? ` (${shortCommand(owner.args)})` : ''}`;
}

/** The program and its first argument that is not an option: `node server.js`. Pure. */
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
