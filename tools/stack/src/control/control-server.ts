import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

import { describeError, StackError } from '../stack-error.js';

/** An answer of the control interface. */
export interface ControlAnswer {
  status: number;
  body: unknown;
}

export type ControlRoutes = (
  method: string,
  path: string[],
  body: unknown,
  query: URLSearchParams,
) => Promise<ControlAnswer>;

/**
 * The control interface: JSON over HTTP on 127.0.0.1, with a token that is only in stack.json. Its port also holds
 * the stack's block of ports, so the server starts first, and answers 503 until it gets its routes (ADR 13).
 */
export class ControlServer {
  readonly token = randomBytes(24).toString('base64url');
  readonly server: Server;
  private routes: ControlRoutes | null = null;

  constructor() {
    this.server = createServer((request, response) => {
      this.answer(request).then(
        ({ status, body }) => {
          response.writeHead(status, { 'content-type': 'application/json' });
          response.end(JSON.stringify(body));
        },
        () => response.destroy(),
      );
    });
  }

  get url(): string {
    const address = this.server.address();
    return address !== null && typeof address === 'object' ? `http://127.0.0.1:${address.port}` : '';
  }

  open(routes: ControlRoutes): void {
    this.routes = routes;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage): Promise<ControlAnswer> {
    if (!this.isAuthorized(request.headers.authorization))
      return problem(401, 'unauthorized', 'authorization: must be Bearer with the token of stack.json');
    if (this.routes === null)
      return problem(503, 'starting', 'the stack is starting: try again when it is ready');
    try {
      const content = await text(request);
      const body: unknown = content === '' ? {} : JSON.parse(content);
      const [address = '', query] = (request.url ?? '/').split('?');
      const path = address.split('/').filter(Boolean);
      return await this.routes(request.method ?? 'GET', path, body, new URLSearchParams(query));
    } catch (error) {
      return answerError(error);
    }
  }

  private isAuthorized(header: string | undefined): boolean {
    const given = Buffer.from(header ?? '');
    const expected = Buffer.from(`Bearer ${this.token}`);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
}

export function problem(status: number, code: string, detail: string): ControlAnswer {
  return { status, body: { code, detail } };
}

function answerError(error: unknown): ControlAnswer {
  if (error instanceof StackError) return problem(409, error.code, describeError(error));
  if (error instanceof z.ZodError) return problem(400, 'invalid-body', z.prettifyError(error));
  if (error instanceof SyntaxError) return problem(400, 'invalid-body', error.message);
  return problem(500, 'unexpected', describeError(error));
}
