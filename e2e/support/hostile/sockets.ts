import { connect, type Socket } from 'node:net';
import { type StackService, urlOf } from '@peaje/testing/outside';

/** What a service sends on a connection until it closes it. */
export interface RawAnswer {
  /** Null when the service closed the connection without an answer. */
  readonly status: number | null;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

const LINE = '\r\n';

/** A request in bytes, that asks the service to close the connection. */
export function requestBytes(
  line: string,
  fields: readonly (readonly [name: string, value: string])[],
  body: Buffer | string = '',
): Buffer {
  const all = [['Host', 'peaje'], ['Connection', 'close'], ...fields] as const;
  const length = [...fields].some(([name]) => /^(content-length|transfer-encoding)$/i.test(name))
    ? []
    : [['Content-Length', String(Buffer.byteLength(body))] as const];
  const head = [line, ...[...all, ...length].map(([name, value]) => `${name}: ${value}`), '', ''].join(LINE);
  return Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body)]);
}

/** Sends bytes that `fetch` would not send, and reads until the service closes the connection. */
export function exchange(service: StackService, bytes: Buffer | string): Promise<RawAnswer> {
  const { promise, resolve } = Promise.withResolvers<RawAnswer>();
  const chunks: Buffer[] = [];
  const socket = open(service, () => socket.write(bytes));
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  // The service may close before it has read everything. What it sent before counts.
  socket.on('error', () => undefined);
  socket.on('close', () => resolve(answerIn(Buffer.concat(chunks).toString())));
  return promise;
}

function open(service: StackService, onConnect?: () => void): Socket {
  const { hostname, port } = new URL(urlOf(service));
  return connect(Number(port), hostname, onConnect);
}

/** `100 Continue` may stand in front. */
function answerIn(received: string): RawAnswer {
  const text = received.replace(/^HTTP\/1\.1 100 [^\r]*\r\n\r\n/, '');
  const end = text.indexOf(LINE + LINE);
  const [line = '', ...fields] = text.slice(0, end === -1 ? undefined : end).split(LINE);
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(line)?.[1];
  const headers = fields.map((field) => {
    const colon = field.indexOf(':');
    return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()] as const;
  });
  return {
    status: status === undefined ? null : Number(status),
    headers: new Map(headers),
    body: end === -1 ? '' : text.slice(end + 4),
  };
}

/** A connection that sends what it has very slowly, and remembers what came back. */
export class SlowConnection {
  private received = '';
  private readonly socket: Socket;
  readonly connected: Promise<void>;
  readonly closed: Promise<void>;
  private timer: NodeJS.Timeout | undefined;

  constructor(service: StackService, head: Buffer | string, trickle: string) {
    this.socket = open(service);
    this.connected = new Promise((resolve) => {
      this.socket.once('connect', () => {
        this.socket.write(head);
        this.timer = setInterval(() => this.socket.write(trickle), 500);
        resolve();
      });
      this.socket.once('close', () => resolve());
    });
    this.closed = new Promise((resolve) => this.socket.once('close', () => resolve()));
    this.socket.on('data', (chunk: Buffer) => (this.received += chunk.toString()));
    this.socket.on('error', () => undefined);
    this.socket.once('close', () => clearInterval(this.timer));
  }

  answer(): RawAnswer {
    return answerIn(this.received);
  }

  hangUp(): void {
    clearInterval(this.timer);
    this.socket.destroy();
  }
}
