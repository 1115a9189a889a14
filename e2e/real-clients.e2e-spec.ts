import { connect } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { type PassageAnswer, routesOf, serviceNames } from '@peaje/contracts';
import { type StackService, urlOf } from '@peaje/testing/outside';
import { chargeAtTill, chargeIn, newKey, passGate, readCharge, settled } from './support/charges/callers.js';
import { eur, seededCard } from './support/charges/cards.js';
import { expectProblem } from './support/http/expect-problem.js';
import { ask } from './support/http/http-client.js';
import { balanceOf } from './support/services/bank.js';

const card = seededCard(440);
const charge = (headers: Readonly<Record<string, string>> = {}) =>
  chargeAtTill({ token: card.token, amountMinor: 100, headers });

/** What a service sends on a connection that gets these bytes, until it closes the connection. */
function exchange(service: StackService, bytes: string): Promise<string> {
  const { hostname, port } = new URL(urlOf(service));
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let received = '';
  const socket = connect(Number(port), hostname, () => socket.write(bytes));
  socket.on('data', (chunk) => (received += chunk.toString()));
  socket.on('close', () => resolve(received));
  socket.on('error', reject);
  return promise;
}

describe('a till whose HTTP client has habits of its own', () => {
  it.each<[string, string, Record<string, string>]>([
    ['by id, as JSON without a body', 'id', { 'content-type': 'application/json' }],
    ['by id, as a form without fields', 'id', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['by key, as JSON without a body', 'key', { 'content-type': 'application/json' }],
    ['by key, with a type that is none', 'key', { 'content-type': 'json', 'content-encoding': 'gzip' }],
  ])('cancels %s, and the money is back', async (_, by, fields) => {
    const before = await balanceOf(card.accountId);
    const key = newKey();
    const { id } = chargeIn(await charge({ 'idempotency-key': key }));

    const path = by === 'id' ? `/v1/charges/${id}/cancellation` : '/v1/cancellations';
    const answer = await ask('pos', 'POST', path, {
      as: 'shop',
      headers: { 'idempotency-key': key, ...fields },
      body: '',
    });

    expect(answer.status).toBe(200);
    expect(await settled(id, 'shop')).toMatchObject({ status: 'cancelled', ledger: 'reversed' });
    expect(await balanceOf(card.accountId)).toEqual(before);
  });

  it('sends the same request again, encoded and spelled otherwise, and gets the same charge', async () => {
    const key = newKey();
    const body = { tillId: 'till-e2e', card: { token: card.token }, amount: eur(100), reference: 'café' };
    const headers = { 'idempotency-key': key };
    const first = await ask('pos', 'POST', '/v1/charges', { as: 'shop', headers, body });
    const send = (bytes: string | Buffer, fields: Record<string, string>) =>
      fetch(`${urlOf('pos')}/v1/charges`, {
        method: 'POST',
        headers: { authorization: 'BEARER demo_shop', ...headers, ...fields },
        body: Buffer.from(bytes),
      });
    const { reference, ...rest } = body;
    const otherwise = `\ufeff ${JSON.stringify({ reference, ...rest }, null, 2).replace('é', '\\u00e9')}\r\n`;

    for (const [bytes, fields] of [
      [otherwise, { 'content-type': 'Application/JSON; charset="UTF-8"' }],
      [gzipSync(otherwise), { 'content-type': 'application/json', 'content-encoding': 'GZIP' }],
    ] as const) {
      const again = await send(bytes, fields);
      expect(again.headers.get('idempotency-replayed')).toBe('true');
      expect(await again.json()).toMatchObject({ id: chargeIn(first).id });
    }
    const decomposed = { ...body, reference: 'cafe\u0301' };
    const other = await ask('pos', 'POST', '/v1/charges', { as: 'shop', headers, body: decomposed });
    expectProblem(other, 422, 'idempotency-key-reused');
    const plain = await send(JSON.stringify(body), {
      'content-type': 'application/json',
      'content-encoding': 'gzip',
    });
    expect([plain.status, await plain.json()]).toMatchObject([400, { code: 'invalid-request' }]);
  });
});

describe('a gate whose HTTP client has habits of its own', () => {
  const passage = (passedAt: string) => ({
    gateId: 'gate-e2e',
    laneId: 'lane-1',
    card: { token: card.token },
    amount: eur(100),
    passedAt,
  });

  it('names the same instant with another offset, and gets the same charge', async () => {
    const key = newKey();
    const at = new Date(Date.now() - 60_000).toISOString();
    const elsewhere = `${new Date(Date.parse(at) + 3_600_000).toISOString().replace('Z', '')}000+01:00`;
    const first = chargeIn(
      await passGate({ token: card.token, amountMinor: 100, key, body: { passedAt: at } }),
    );

    const again = await passGate({ token: card.token, amountMinor: 100, key, body: { passedAt: elsewhere } });
    expect(chargeIn(again).id).toBe(first.id);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const later = new Date(Date.parse(at) + 1).toISOString();
    const other = await passGate({ token: card.token, amountMinor: 100, key, body: { passedAt: later } });
    expectProblem(other, 422, 'idempotency-key-reused');
  });

  it('sends a file with a byte order mark, line ends of Windows and a blank end, compressed', async () => {
    const lines = Array.from({ length: 20 }, () => ({ id: newKey(), ...passage(new Date().toISOString()) }));
    const file = `\ufeff${lines.map((line) => JSON.stringify(line)).join('\r\n')}\r\n\r\n`;
    const answer = await fetch(`${urlOf('pos')}/v1/toll-passages`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer demo_toll',
        'content-type': 'Application/X-NDJSON; charset=UTF-8',
        'content-encoding': 'br',
      },
      body: brotliCompressSync(file),
    });

    expect(answer.status).toBe(200);
    const answers = (await answer.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as PassageAnswer);
    expect(answers.map(({ id, status }) => [id, status])).toEqual(lines.map(({ id }) => [id, 202]));
    const [first] = answers;
    expect(await readCharge((first as { charge: { id: string } }).charge.id, 'toll')).toMatchObject({
      kind: 'toll',
    });
  });
});

describe.each(serviceNames)('%s', (service) => {
  const HOST = 'Host: a\r\nConnection: close\r\n';

  it.each<[string, string, number]>([
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['no Host', 'GET /health/live HTTP/1.1\r\n\r\n', 400],
    ['large fields', `GET /health/live HTTP/1.1\r\n${HOST}X: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['a long address', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\n${HOST}\r\n`, 414],
    ['an address that cannot be decoded', `GET /v1/%zz HTTP/1.1\r\n${HOST}\r\n`, 400],
    [
      'a length and chunks',
      `POST /v1/redrives HTTP/1.1\r\n${HOST}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
    ],
    ['a body without a key', `POST /v1/redrives HTTP/1.1\r\n${HOST}Content-Length: 8000000\r\n\r\n{`, 401],
    ['an expectation', `GET /health/live HTTP/1.1\r\n${HOST}Expect: a-miracle\r\n\r\n`, 417],
  ])('answers %s with a problem', async (_, bytes, status) => {
    const received = await exchange(service, bytes);
    expect(received).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(received).toMatch(/content-type: application\/problem\+json\b/i);
    expect(JSON.parse(received.slice(received.indexOf('\r\n\r\n')))).toMatchObject({ status });
  });

  it('says of each of its paths which methods it answers', async () => {
    const paths = Map.groupBy(routesOf(service), ({ path }) => path);
    for (const [path, routes] of paths) {
      const address = path.replaceAll(/\{\w+\}/g, 'x');
      const answer = await ask(service, 'DELETE', address, { as: 'anonymous' });
      expectProblem(answer, 405, 'method-not-allowed');
      const allowed = (answer.headers.get('allow') ?? '').split(', ');
      expect(allowed).toEqual(expect.arrayContaining(routes.map(({ method }) => method)));
    }
  });

  it('takes no body, or nothing in it, where none is needed', async () => {
    const bodiless = routesOf(service).filter(
      ({ method, body, bodyOptional }) => method !== 'GET' && (!body || bodyOptional),
    );
    for (const { path, allows } of bodiless) {
      const as = allows.includes('bank-operator' as never) ? 'bank' : 'shop';
      for (const body of ['', '{}', 'null']) {
        const headers = { 'content-type': 'application/json', 'idempotency-key': newKey() };
        const answer = await ask(service, 'POST', path.replaceAll(/\{\w+\}/g, newKey()), {
          as,
          headers,
          body,
        });
        expect([path, body, answer.status]).toEqual([path, body, path.includes('{') ? 404 : 200]);
      }
    }
  });
});
