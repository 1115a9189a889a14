import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { EXIT } from './cli-error.js';
import { Refused, Service } from './service.js';

const line = z.object({ id: z.string() });
type Answer = (response: ServerResponse, after: string | null) => void;

describe('a stream of lines', () => {
  let server: Server;
  let asked: (string | null)[];
  let answer: Answer;

  beforeEach(async () => {
    asked = [];
    server = createServer((request, response) => {
      const after = new URL(request.url!, 'http://localhost').searchParams.get('after');
      asked.push(after);
      answer(response, after);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });

  const read = async (): Promise<string[]> => {
    const { port } = server.address() as AddressInfo;
    const ids: string[] = [];
    const stream = new Service('pos', `http://127.0.0.1:${port}`, 'key').lines(line, {
      path: '/lines',
      query: {},
      positionOf: ({ id }) => id,
      signal: new AbortController().signal,
    });
    for await (const { id } of stream) ids.push(id);
    return ids;
  };

  it('is read to its end, also when a line comes in two parts', async () => {
    answer = (response) => {
      response.write('{"id":"a"}\n{"i');
      response.end('d":"ñ"}\n{"id":"c"}\n');
    };
    expect(await read()).toEqual(['a', 'ñ', 'c']);
    expect(asked).toEqual([null]);
  });

  it('goes on behind its last line when the connection breaks', async () => {
    answer = (response, after) => {
      if (after !== null) return response.end('{"id":"c"}\n');
      response.write('{"id":"a"}\n{"id":"b"}\n{"id":');
      return setImmediate(() => response.destroy());
    };
    expect(await read()).toEqual(['a', 'b', 'c']);
    expect(asked).toEqual([null, 'b']);
  });

  it('that breaks again and again is an unavailable service', async () => {
    answer = (response) => response.destroy();
    await expect(read()).rejects.toMatchObject({ exitCode: EXIT.unavailable });
    expect(asked).toHaveLength(6);
  });

  it('that is refused is a problem, and is not asked for again', async () => {
    answer = (response) => {
      response.writeHead(403, { 'content-type': 'application/problem+json' });
      response.end('{"code":"forbidden","detail":"not for you","status":403}');
    };
    await expect(read()).rejects.toBeInstanceOf(Refused);
    expect(asked).toHaveLength(1);
  });
});
