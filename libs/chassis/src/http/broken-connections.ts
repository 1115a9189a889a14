import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ProblemCode } from '@peaje/contracts';
import { Refusal } from '@peaje/kernel';
import { HttpRefusal } from './http-refusal.js';
import { MAX_URL_LENGTH } from './early-refusals.js';
import { problemOf } from './problem.filter.js';

/** How long a caller may go on sending what nobody reads. Closed at once, it might lose the refusal. */
const LINGER_MS = 2_000;

interface ParserError extends Error {
  readonly code?: string;
  /** A Buffer, whatever the types of Fastify say. */
  readonly rawPacket?: unknown;
}

/** What Node itself would answer without a problem, or not at all. */
export class BrokenConnections {
  /** The latest response of a connection. */
  private readonly responses = new WeakMap<Duplex, ServerResponse>();
  private readonly answered = new WeakSet<Duplex>();
  private readonly open = new Set<Duplex>();

  watch(server: Server): void {
    server.on('connection', (socket: Duplex) => {
      this.open.add(socket);
      socket.once('close', () => this.open.delete(socket));
    });
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.responses.set(request.socket, response);
      response.once('finish', () => linger(request));
    });
    // The caller is told to send its body when the route is about to read it: `continueWhenRead`.
    server.on('checkContinue', (request, response) => server.emit('request', request, response));
    server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
      const { status, headers, body } = problemAnswer(expectationFailed());
      response.once('finish', () => linger(request));
      response.writeHead(status, headers).end(body);
    });
    server.on('connect', (_request: IncomingMessage, socket: Duplex) => this.refuse(socket, noTunnel()));
  }

  /** Of a connection whose bytes are no request, or come too slowly. */
  answer(error: ParserError, socket: Duplex): void {
    if (error.code === 'ECONNRESET' || socket.destroyed) return;
    const response = this.responses.get(socket);
    const isOpen = response !== undefined && !response.writableFinished;
    // An earlier request of this connection gets its own answer first.
    if (isOpen && response.req.complete) response.once('close', () => this.refuse(socket, refusalOf(error)));
    else if (isOpen && response.headersSent) socket.destroy();
    else this.refuse(socket, refusalOf(error));
  }

  /** At the end of the service, when Node checks no time limits any more. Whole requests get their answers first. */
  closeUnused(server: Server): void {
    const close = () => {
      for (const socket of this.open) {
        const response = this.responses.get(socket);
        if (!response || response.writableFinished || !response.req.complete) socket.destroy();
      }
    };
    const timer = setInterval(close, LINGER_MS).unref();
    server.once('close', () => clearInterval(timer));
  }

  private refuse(socket: Duplex, refusal: Refusal): void {
    if (this.answered.has(socket) || socket.destroyed) return;
    this.answered.add(socket);
    const { status, headers, body } = problemAnswer(refusal);
    const fields = Object.entries({ ...headers, date: new Date().toUTCString() });
    const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`);
    socket.on('error', () => socket.destroy());
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
    const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref();
    socket.once('close', () => clearTimeout(timer));
    socket.resume();
  }
}

/** `Expect: 100-continue`: now. */
export function continueWhenRead({ headers }: IncomingMessage, response: ServerResponse): void {
  if (headers.expect?.toLowerCase() === '100-continue') response.writeContinue();
}

/** Reads on without keeping anything, for a while: most callers send all before they look at the answer. */
function linger(request: IncomingMessage): void {
  if (request.complete) return;
  const timer = setTimeout(() => request.socket.destroy(), LINGER_MS).unref();
  request.once('close', () => clearTimeout(timer));
  request.once('end', () => clearTimeout(timer));
  request.resume();
}

function problemAnswer(refusal: Refusal) {
  const problem = problemOf(refusal);
  const body = JSON.stringify(problem);
  const headers = {
    'content-type': 'application/problem+json',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
    ...(refusal instanceof HttpRefusal ? refusal.headers : {}),
  };
  return { status: problem.status, headers, body };
}

function refusalOf({ code, rawPacket }: ParserError): Refusal {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return refusal('request-timeout', 'the request did not arrive whole in time: send it again');
    case 'HPE_HEADER_OVERFLOW':
      return Buffer.isBuffer(rawPacket) && isLongLine(rawPacket)
        ? refusal('uri-too-long', `an address has at most ${MAX_URL_LENGTH} characters`)
        : refusal('headers-too-large', 'the header fields have at most 16 KB together');
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return refusal('payload-too-large', 'the extensions of its chunks are too large');
    default:
      return refusal('invalid-request', 'this is no HTTP/1.1 request that can be read');
  }
}

/** The first line alone is longer than any address may be. */
function isLongLine(packet: Buffer): boolean {
  const end = packet.indexOf('\n');
  return /^[A-Z]+ \//.test(packet.toString('latin1', 0, 20)) && (end === -1 || end > MAX_URL_LENGTH);
}

const refusal = (code: ProblemCode, detail: string): Refusal => new Refusal(code, { detail });

const expectationFailed = (): Refusal =>
  refusal('expectation-failed', 'Expect: only 100-continue can be met');

const noTunnel = (): Refusal =>
  new HttpRefusal(
    'method-not-allowed',
    { detail: 'this is no proxy' },
    { allow: 'GET, HEAD, POST, PATCH, OPTIONS' },
  );
