import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import type { Agent, ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** The sender lost its claim, or the call was given up, before anything left. */
class NothingLeftError extends Error {
  override readonly name = 'NothingLeftError';
  readonly code = 'claim-expired';
}

/**
 * The last question before a text leaves: is it still ours to send? A sender may have been frozen since it claimed the
 * text, also while it connected. So this asks when a connection is open. Between the answer and the request there is no
 * waiting: only a freeze within these microseconds can go unnoticed.
 */
export class SendGate {
  private state: 'closed' | 'open' | 'shut' = 'closed';

  constructor(private readonly mayLeave: () => Promise<boolean>) {}

  /** @throws NothingLeftError */
  async ask(): Promise<void> {
    const may = await this.mayLeave();
    if (!may || this.state === 'shut') throw new NothingLeftError('the text is no longer ours to send');
  }

  /** Right after the answer, when the request gets its connection. */
  open(): void {
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

/**
 * A request on this agent gets a connection only when its gate lets it pass, a new one or one that was kept open. It may
 * keep connections open unless it goes through a proxy.
 */
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
    gateKeptConnections(agent as unknown as KeepingAgent);
  }
  return agent;
}

/** A connection that is idle for this long is closed by us: servers close theirs later, and never under a request of ours. */
const KEPT_FOR_MS = 2_000;

/** What Node's agent calls when a request comes, and when a connection is left over or used again. */
interface KeepingAgent {
  readonly options: { readonly timeout?: number };
  readonly freeSockets: NodeJS.ReadOnlyDict<Socket[]>;
  addRequest(request: ClientRequest, options: object): void;
  keepSocketAlive(socket: Socket): boolean;
  reuseSocket(socket: Socket, request: ClientRequest): void;
}

/** The question comes before a kept connection is taken. If it is gone by then, `admitted` asks again on the new one. */
function gateKeptConnections(agent: KeepingAgent): void {
  const add = agent.addRequest.bind(agent);
  const keep = agent.keepSocketAlive.bind(agent);
  const reuse = agent.reuseSocket.bind(agent);
  agent.addRequest = (request, options) => {
    const gate = current.getStore();
    if (!gate || Object.keys(agent.freeSockets).length === 0) return add(request, options);
    void gate.ask().then(
      () => add(request, options),
      (error: Error) => refuse(request, error),
    );
  };
  agent.keepSocketAlive = (socket) => {
    const isKept = keep(socket);
    socket.setTimeout(Math.min(KEPT_FOR_MS, socket.timeout || KEPT_FOR_MS));
    return isKept;
  };
  agent.reuseSocket = (socket, request) => {
    socket.setTimeout(agent.options.timeout ?? 0);
    reuse(socket, request);
    current.getStore()?.open();
  };
}

async function admitted(socket: Socket, gate: SendGate | undefined): Promise<Socket> {
  // An error while nobody uses the connection must not end the process.
  socket.on('error', () => undefined);
  const giveUp = () => socket.destroy(timedOut());
  socket.once('timeout', giveUp);
  try {
    await once(socket, socket instanceof TLSSocket ? 'secureConnect' : 'connect');
    await gate?.ask();
    if (socket.destroyed) throw socket.errored ?? new Error('the connection ended before the request');
    gate?.open();
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    socket.off('timeout', giveUp);
  }
}

/** As Node's agent reports that it got no connection. */
const refuse = (request: ClientRequest, error: Error): void =>
  (request as unknown as { onSocket(socket: undefined, error: Error): void }).onSocket(undefined, error);

const timedOut = () => Object.assign(new Error('no connection in time'), { code: 'ETIMEDOUT' });
