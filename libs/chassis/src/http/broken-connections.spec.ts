import { Controller, Get, Param, Post } from '@nestjs/common';
import { Allow, Public } from './api-key.guard.js';
import { answersIn, exchange, openConnection, startServer, type TestServer } from './http-server.builders.js';

let leave = Promise.withResolvers<void>();

@Controller('v1/charges')
class Charges {
  @Allow('merchant')
  @Post()
  async charge(): Promise<object> {
    await leave.promise;
    return { charged: true };
  }

  @Public()
  @Get(':id')
  one(@Param('id') id: string): object {
    return { id };
  }

  @Allow('merchant')
  @Post(':id/cancellation')
  cancel(): object {
    return {};
  }
}

let server: TestServer;
beforeAll(async () => {
  server = await startServer([Charges], { headersTimeoutMs: 1_000, requestTimeoutMs: 1_500 });
});
afterAll(() => server.app.close());
beforeEach(() => {
  leave = Promise.withResolvers();
  leave.resolve();
});

const PROBLEM = expect.stringMatching(/^application\/problem\+json\b/);
const HOST = 'Host: a\r\n';
const KEY = 'Authorization: Bearer shop\r\n';
const CLOSE = 'Connection: close\r\n';
const get = (path: string, fields = HOST) => `GET ${path} HTTP/1.1\r\n${fields}\r\n`;
const post = (fields: string, body = '{}') =>
  `POST /v1/charges HTTP/1.1\r\n${HOST}${KEY}${fields}\r\n${body}`;
const JSON_TYPE = 'Content-Type: application/json\r\n';

describe('bytes that reach no route are answered with a problem', () => {
  it.each<[string, string | Buffer, number, string]>([
    ['no HTTP', 'hello\r\n\r\n', 400, 'invalid-request'],
    ['TLS', Buffer.from('16030100a5010000a1030300000000', 'hex'), 400, 'invalid-request'],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 'invalid-request'],
    ['another version', 'GET / HTTP/3.7\r\nHost: a\r\n\r\n', 400, 'invalid-request'],
    ['an unknown method', `FOO /v1/charges/1 HTTP/1.1\r\n${HOST}\r\n`, 400, 'invalid-request'],
    ['a blank in the address', get('/v1/char ges/1'), 400, 'invalid-request'],
    ['a field without a colon', get('/v1/charges/1', `${HOST}what\r\n`), 400, 'invalid-request'],
    ['a blank before the colon', get('/v1/charges/1', `${HOST}X : 1\r\n`), 400, 'invalid-request'],
    ['a folded field', get('/v1/charges/1', `${HOST}X: 1\r\n 2\r\n`), 400, 'invalid-request'],
    ['a NUL in a field', get('/v1/charges/1', `${HOST}X: a\0b\r\n`), 400, 'invalid-request'],
    ['large fields', get('/v1/charges/1', `${HOST}X: ${'x'.repeat(20_000)}\r\n`), 431, 'headers-too-large'],
    ['a very long address', get(`/v1/charges/${'x'.repeat(20_000)}`), 414, 'uri-too-long'],
    ['a long address', get(`/v1/charges?a=${'x'.repeat(9_000)}`), 414, 'uri-too-long'],
    ['a long parameter', get(`/v1/charges/${'x'.repeat(500)}`), 414, 'uri-too-long'],
    ['an address that cannot be decoded', get('/v1/charges/%zz'), 400, 'invalid-request'],
    ['half a character', get('/v1/charges/%ED%A0%80'), 400, 'invalid-request'],
    ['a NUL in the address', get('/v1/charges/a%00b'), 400, 'invalid-request'],
    ['no Host', get('/v1/charges/1', ''), 400, 'invalid-request'],
    ['two Hosts', get('/v1/charges/1', `${HOST}Host: b\r\n`), 400, 'invalid-request'],
    ['a Host that is none', get('/v1/charges/1', 'Host: a/b@c\r\n'), 400, 'invalid-request'],
    ['two lengths', post(`${JSON_TYPE}Content-Length: 2\r\nContent-Length: 3\r\n`), 400, 'invalid-request'],
    ['a length that is none', post(`${JSON_TYPE}Content-Length: -2\r\n`), 400, 'invalid-request'],
    [
      'a length and chunks',
      post(`${JSON_TYPE}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n`, '0\r\n\r\n'),
      400,
      'invalid-request',
    ],
    ['an unknown framing', post(`${JSON_TYPE}Transfer-Encoding: cow\r\n`), 400, 'invalid-request'],
    [
      'a compressed framing',
      post(`${JSON_TYPE}Transfer-Encoding: gzip, chunked\r\n`, '0\r\n\r\n'),
      400,
      'invalid-request',
    ],
    [
      'a chunk without a length',
      post(`${JSON_TYPE}Transfer-Encoding: chunked\r\n`, 'zz\r\n{}\r\n'),
      400,
      'invalid-request',
    ],
    [
      'chunks in HTTP/1.0',
      `POST /v1/charges HTTP/1.0\r\n${HOST}${KEY}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
      'invalid-request',
    ],
    ['two keys', get('/v1/charges/1', `${HOST}${KEY}${KEY}`), 400, 'invalid-request'],
    [
      'two Idempotency-Keys',
      post('Idempotency-Key: a\r\nIdempotency-Key: b\r\n', ''),
      400,
      'invalid-request',
    ],
    [
      'two types',
      post(`${JSON_TYPE}Content-Type: text/plain\r\nContent-Length: 2\r\n`),
      400,
      'invalid-request',
    ],
    ['an expectation', get('/v1/charges/1', `${HOST}Expect: a-miracle\r\n`), 417, 'expectation-failed'],
    ['a tunnel', `CONNECT a:443 HTTP/1.1\r\n${HOST}\r\n`, 405, 'method-not-allowed'],
    ['fields that never end', `GET /v1/charges/1 HTTP/1.1\r\n${HOST}`, 408, 'request-timeout'],
    ['a body that never ends', post(`${JSON_TYPE}Content-Length: 50\r\n`), 408, 'request-timeout'],
    ['nothing at all', '', 408, 'request-timeout'],
  ])('%s', async (_, bytes, status, code) => {
    const [answer, ...more] = answersIn(await exchange(server.port, bytes));

    expect(more).toEqual([]);
    expect(answer).toMatchObject({ status, headers: { 'content-type': PROBLEM } });
    expect(JSON.parse(answer!.body)).toMatchObject({ status, code });
    expect(answer!.headers).toMatchObject({ date: expect.any(String), connection: 'close' });
  });

  it('an answer that is under way goes first, and nothing is read as its answer', async () => {
    leave = Promise.withResolvers();
    const pipelined = post(`${JSON_TYPE}Content-Length: 2\r\n`);
    const received = exchange(server.port, `${pipelined}\0\0 no HTTP\r\n\r\n`);
    setImmediate(() => leave.resolve());

    const answers = answersIn(await received);
    expect(answers.map(({ status }) => status)).toEqual([201, 400]);
  });
});

describe('unusual requests that are HTTP', () => {
  it.each<[string, string]>([
    ['HTTP/1.0 without a Host', 'GET /v1/charges/1 HTTP/1.0\r\n\r\n'],
    ['a whole address', get('http://a/v1/charges/1', `${HOST}${CLOSE}`)],
    ['an IPv6 Host', get('/v1/charges/1', `Host: [::1]:3000\r\n${CLOSE}`)],
    ['an upgrade', get('/v1/charges/1', `${HOST}${CLOSE}Upgrade: h2c\r\n`)],
    [
      'a body that nobody asked for',
      `GET /v1/charges/1 HTTP/1.1\r\n${HOST}${CLOSE}Content-Length: 2\r\n\r\n{}`,
    ],
  ])('%s is answered', async (_, bytes) => {
    const [answer] = answersIn(await exchange(server.port, bytes));
    expect(answer).toMatchObject({ status: 200, body: '{"id":"1"}' });
  });

  it.each(['bearer shop', 'BEARER  shop', ' Bearer shop \t'])('the key may be written %j', async (value) => {
    const bytes = post(`${CLOSE}${JSON_TYPE}Content-Length: 2\r\n`).replace('Bearer shop', value);
    expect(answersIn(await exchange(server.port, bytes))).toMatchObject([{ status: 201 }]);
  });

  it('HEAD, OPTIONS, and 405 with the methods of a path; 404 where there is none', async () => {
    const ask = (method: string, path: string) => fetch(`${server.url}${path}`, { method });

    const head = await ask('HEAD', '/v1/charges/1');
    expect([head.status, await head.text()]).toEqual([200, '']);
    const options = await ask('OPTIONS', '/v1/charges/1?x=y');
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
    for (const method of ['DELETE', 'PUT', 'POST', 'PROPFIND']) {
      const answer = await ask(method, '/v1/charges/1');
      expect([method, answer.status, answer.headers.get('allow')]).toEqual([
        method,
        405,
        'GET, HEAD, OPTIONS',
      ]);
      expect(await answer.json()).toMatchObject({ code: 'method-not-allowed' });
    }
    expect((await ask('GET', '/v1/charges/1/cancellation')).headers.get('allow')).toBe('POST, OPTIONS');
    expect((await ask('DELETE', '/v2')).status).toBe(404);
    expect((await ask('OPTIONS', '/v2')).status).toBe(404);
    const [star] = answersIn(await exchange(server.port, `OPTIONS * HTTP/1.1\r\n${HOST}${CLOSE}\r\n`));
    expect(star).toMatchObject({ status: 204 });
    const [trace] = answersIn(
      await exchange(server.port, `TRACE /v1/charges/1 HTTP/1.1\r\n${HOST}${CLOSE}\r\n`),
    );
    expect(trace).toMatchObject({ status: 405 });
  });

  it('a caller that waits for 100 Continue sends its body only after its key was checked', async () => {
    const expecting = `${CLOSE}${JSON_TYPE}Content-Length: 2\r\nExpect: 100-continue\r\n`;
    const refused = post(expecting, '').replace('Bearer shop', 'Bearer nobody');
    expect(answersIn(await exchange(server.port, refused))).toMatchObject([{ status: 401 }]);

    const socket = openConnection(server.port, post(expecting, ''));
    const { promise, resolve } = Promise.withResolvers<string>();
    let received = '';
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString();
      if (received.endsWith('Continue\r\n\r\n')) socket.write('{}');
    });
    socket.on('close', () => resolve(received));
    expect(answersIn(await promise).map(({ status }) => status)).toEqual([100, 201]);
  });
});

it('a service ends although connections stay open with half a request; whole ones get their answers', async () => {
  const ending = await startServer([Charges]);
  leave = Promise.withResolvers();
  const halves = ['', 'GET / HTTP/1.1\r\n', post(`${JSON_TYPE}Content-Length: 50\r\n`)].map((bytes) =>
    exchange(ending.port, bytes),
  );
  const whole = exchange(ending.port, post(`${JSON_TYPE}Content-Length: 2\r\n`));
  // The service has all of them by the time it answers another.
  await fetch(`${ending.url}/v1/charges/1`);

  const closed = ending.app.close();
  expect(await Promise.all(halves)).toEqual(['', '', '']);
  leave.resolve();
  expect(answersIn(await whole)).toMatchObject([{ status: 201 }]);
  await closed;
});
