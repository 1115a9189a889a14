import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import type { Agent } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** The sender lost its claim, or the call was given up, before anything left. */
class NothingLeftError extends Error {
  override readonly name = 'NothingLeftError';
  readonly code = 'claim-expired';
}

/**
 * The last question before a text leaves: is it still ours to send? A sender may have been frozen since it claimed the
 * text, also while it connected. So this asks on the open connection. Between the answer and the request there is no
 * waiting: only a freeze within these microseconds can go unnoticed.
 */
export class SendGate {
  private state: 'closed' | 'open' | 'shut' = 'closed';

  constructor(private readonly mayLeave: () => Promise<boolean>) {}

  /** @throws NothingLeftError */
  async pass(): Promise<void> {
    const may = await this.mayLeave();
    if (!may || this.state === 'shut') throw new NothingLeftError('the text is no longer ours to send');
    this.state = 'open';
  }

  /** Lets nothing leave from now on. True when something may have left before. */
  shut(): boolean {
    const hasLeft = this.state === 'open';
    this.state = 'shut';
    return hasLeft;
  }
}

const current = new AsyncLocalStorage<SendGate>();

/** Requests that start in `send` pass this gate. */
export const throughGate = <T>(gate: SendGate, send: () => T): T => current.run(gate, send);

type OnConnection = (error: Error | null, socket?: Socket) => void;
interface Connecting {
  createConnection(options: object, done: OnConnection): Socket | undefined;
}
/** The SDK's agent for a proxy. */
interface ProxyAgent {
  callback(request: unknown, options: object): Promise<Socket>;
}

/** A request on this agent gets its connection only when its gate lets it pass. */
export function gated<A extends Agent>(agent: A): A {
  const open = agent as unknown as Connecting & Partial<ProxyAgent>;
  if (open.callback) {
    const connect = open.callback.bind(open);
    open.callback = async (request, options) => admitted(await connect(request, options), current.getStore());
  } else {
    const connect = open.createConnection.bind(open);
    open.createConnection = (options, done) => {
      const socket = connect(options, () => undefined)!;
      admitted(socket, current.getStore()).then((admittedSocket) => done(null, admittedSocket), done);
      return undefined;
    };
  }
  return agent;
}

async function admitted(socket: Socket, gate: SendGate | undefined): Promise<Socket> {
  // An error while nobody uses the connection must not end the process.
  socket.on('error', () => undefined);
  const giveUp = () => socket.destroy(timedOut());
  socket.once('timeout', giveUp);
  try {
    await once(socket, socket instanceof TLSSocket ? 'secureConnect' : 'connect');
    await gate?.pass();
    if (socket.destroyed) throw socket.errored ?? new Error('the connection ended before the request');
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    socket.off('timeout', giveUp);
  }
}

const timedOut = () => Object.assign(new Error('no connection in time'), { code: 'ETIMEDOUT' });
