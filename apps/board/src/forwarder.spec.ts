import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { forwardedRoutes, type ForwardedRoute } from '@peaje/contracts';
import { BoardKeys } from './board-keys.js';
import { addressOf, Forwarder } from './forwarder.js';
import { ServiceDirectory } from './service-directory.js';

const routeOf = (name: string): ForwardedRoute =>
  forwardedRoutes.find(({ method, path }) => `${method} ${path}` === name)!;
const CHARGE = routeOf('POST /v1/charges');
const DEBTS = routeOf('GET /v1/debts');
const DISCARD = routeOf('POST /v1/services/{service}/discards');

const request = { params: {}, query: '', headers: {}, body: {} };
const servers: Server[] = [];
async function service(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Nobody listens there any more. */
let gone: string;
beforeAll(async () => {
  gone = await service(() => undefined);
  stop();
});
afterEach(stop);

function stop(): void {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
}

function forwarder(...urls: string[]): Forwarder {
  const keys = new BoardKeys({
    PEAJE_BOARD_TILL_KEY: 'merchant',
    PEAJE_BOARD_OPERATOR_KEY: 'bank-operator',
    PEAJE_BOARD_KEY: 'bank-operator',
    PEAJE_BOARD_READ_ONLY: false,
    PEAJE_API_KEYS: { find: (key) => ({ role: key as 'merchant' }) },
  });
  const services = ['pos', 'debit', 'fake-twilio'].map((name) => [name, urls] as const);
  return new Forwarder(new ServiceDirectory(new Map(services)), keys);
}

const codeOf = (answer: Promise<unknown>) =>
  answer.then(
    () => 'answered',
    (error: { code: string }) => error.code,
  );

describe('the address at the service', () => {
  it('keeps the parameters and the query as they came', () => {
    const params = { service: 'debit', id: 'charges.requested-2-118' };
    const route = routeOf('GET /v1/services/{service}/dead-letters/{id}');
    expect(addressOf(route, { ...request, params, query: '?a=%2B1' })).toBe(
      '/v1/dead-letters/charges.requested-2-118?a=%2B1',
    );
  });

  it.each(['..', '.', ''])('takes no step to another route: "%s"', (id) => {
    const route = routeOf('POST /v1/charges/{id}/cancellation');
    expect(() => addressOf(route, { ...request, params: { id } })).toThrow('nothing has this id');
  });

  it('and no slash of a parameter is one of the path', () => {
    const address = addressOf(routeOf('GET /v1/charges/{id}'), {
      ...request,
      params: { id: '../debts?a#b' },
    });
    expect(address).toBe('/v1/charges/..%2Fdebts%3Fa%23b');
  });
});

it('a write goes to the next instance only when the first cannot have received it', async () => {
  const answering = await service((_, response) => response.writeHead(201).end('{}'));
  expect(await forwarder(gone, answering).forward(CHARGE, request)).toMatchObject({
    status: 201,
    text: '{}',
  });
  let asked = 0;
  const breaking = await service(({ socket }) => {
    asked += 1;
    socket.destroy();
  });
  expect(await codeOf(forwarder(breaking, answering).forward(CHARGE, request))).toBe('outcome-unknown');
  expect(asked).toBe(1);
});

it.each([
  [CHARGE, { 'idempotency-key': 'k' }, /send it again with the same Idempotency-Key$/],
  [
    routeOf('POST /v1/charges/{id}/cancellation'),
    {},
    /send it again\. What is done already is not done twice$/,
  ],
])(
  'an unknown outcome says how to send it again: with a key where there is one',
  async (route, headers, text) => {
    const breaking = await service(({ socket }) => socket.destroy());
    const sent = forwarder(breaking).forward(route, { ...request, params: { id: 'a' }, headers });
    await expect(sent).rejects.toMatchObject({
      code: 'outcome-unknown',
      message: expect.stringMatching(text),
    });
  },
);

it('an answer that breaks off is no answer', async () => {
  const breaking = await service(({ socket }, response) => {
    response.writeHead(201, { 'content-length': '100' }).write('{');
    setImmediate(() => socket.destroy());
  });
  expect(await codeOf(forwarder(breaking).forward(CHARGE, request))).toBe('outcome-unknown');
  expect(await codeOf(forwarder(breaking).forward(DEBTS, request))).toBe('not-ready');
});

it('a read goes to the next instance whenever one does not answer', async () => {
  const breaking = await service(({ socket }) => socket.destroy());
  const answering = await service((_, response) => response.writeHead(200).end('{"items":[]}'));
  expect(await forwarder(breaking, gone, answering).forward(DEBTS, request)).toMatchObject({ status: 200 });
});

it('a service that is away stored nothing, and the answer names it', async () => {
  expect(await codeOf(forwarder(gone).forward(DEBTS, { ...request, body: undefined }))).toBe('not-ready');
  await expect(forwarder(gone).forward(CHARGE, request)).rejects.toMatchObject({
    code: 'not-stored',
    message: expect.stringContaining('no instance of pos answers the board'),
    retryAfterSeconds: 1,
  });
});

it('a service that does not know the key is no fault of the visitor: 403, and no key in it', async () => {
  const stranger = await service((_, response) => response.writeHead(401).end('{}'));
  await expect(forwarder(stranger).forward(CHARGE, request)).rejects.toMatchObject({
    code: 'forbidden',
    message: expect.not.stringContaining('merchant'),
  });
});

it('sends the key, the body and three header fields, and nothing else of the visitor', async () => {
  let got: IncomingMessage['headers'] = {};
  const recording = await service(({ headers }, response) => {
    got = headers;
    response.writeHead(200, { 'set-cookie': 'a=b', 'idempotency-replayed': 'true' }).end('{}');
  });
  const headers = { cookie: 'a=b', authorization: 'Bearer x', prefer: 'wait=2', 'idempotency-key': 'k' };
  const answer = await forwarder(recording).forward(CHARGE, { ...request, headers });
  expect(got).toMatchObject({ authorization: 'Bearer merchant', prefer: 'wait=2', 'idempotency-key': 'k' });
  expect(got).not.toHaveProperty('cookie');
  expect(answer.headers).toEqual({ 'idempotency-replayed': 'true' });
});

it.each(['fake-twilio', 'board', 'nobody'])('%s is no service that takes keys', async (name) => {
  const params = { service: name };
  expect(await codeOf(forwarder(gone).forward(DISCARD, { ...request, params }))).toBe('not-found');
});
