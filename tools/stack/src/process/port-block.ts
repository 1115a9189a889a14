import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** Blocks lie below the range that systems use for outgoing connections, which could take a port at any time. */
const FIRST_PORT = 20_000;
const LAST_PORT = 31_999;
const BLOCK_SIZE = 40;
const TRIES = 100;

/** Ports that belong to one stack for as long as it runs. */
export interface PortBlock {
  /** The next free port of the block. */
  next(): number;
}

/**
 * Reserves a block of ports that no other stack on this machine uses. `server` listens on the first port of the block
 * and so holds the whole block. The reservation ends with the process.
 */
export async function reservePortBlock(server: Server): Promise<PortBlock> {
  const blocks = Math.floor((LAST_PORT - FIRST_PORT + 1) / BLOCK_SIZE);
  for (let i = 0; i < TRIES; i++) {
    const base = FIRST_PORT + Math.floor(Math.random() * blocks) * BLOCK_SIZE;
    if (!(await tryListen(server, base))) continue;
    const rest = Array.from({ length: BLOCK_SIZE - 1 }, (_, k) => base + 1 + k);
    if ((await Promise.all(rest.map(isPortFree))).every(Boolean)) return { next: () => takeFirst(rest) };
    server.close();
    await once(server, 'close');
  }
  throw new Error(`no block of ${BLOCK_SIZE} free ports between ${FIRST_PORT} and ${LAST_PORT}`);
}

/** True when a server can listen on this port of 127.0.0.1 now. */
export async function isPortFree(port: number): Promise<boolean> {
  const probe = createServer();
  if (!(await tryListen(probe, port))) return false;
  probe.close();
  await once(probe, 'close');
  return true;
}

function tryListen(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const settled = (error?: NodeJS.ErrnoException): void => {
      server.off('error', settled).off('listening', settled);
      if (!error) resolve(true);
      else if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(error);
    };
    server
      .once('error', settled)
      .once('listening', settled)
      .listen({ port, host: '127.0.0.1', exclusive: true });
  });
}

function takeFirst(ports: number[]): number {
  const port = ports.shift();
  if (port === undefined)
    throw new Error(`this stack uses all ${BLOCK_SIZE} ports of its block: run fewer instances`);
  return port;
}
