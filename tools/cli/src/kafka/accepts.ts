import { connect } from 'node:net';

const PATIENCE_MS = 1_000;

/** True when somebody accepts connections at `host:port`. */
export function accepts(address: string): Promise<boolean> {
  const at = address.lastIndexOf(':');
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host: address.slice(0, at), port: Number(address.slice(at + 1)) });
  socket.setTimeout(PATIENCE_MS, () => resolve(false));
  socket.once('connect', () => resolve(true));
  socket.once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}
