import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { Public } from './api-key.guard.js';
import { answersIn, exchange, startServer, type TestServer } from './http-server.builders.js';
import { NdjsonBody } from './request-body.js';

/** Routes of the contract, which say what they read. */
@Public()
@Controller()
class Echo {
  @Post([
    'v1/charges',
    'v1/charges/:id/cancellation',
    'v1/cancellations',
    'v1/toll-passages',
    'v1/verifications',
    'webhooks/twilio/status',
    'v1/not-in-the-contract',
  ])
  @HttpCode(200)
  echo(@Body() body: unknown): object {
    return body instanceof NdjsonBody ? { lines: body.text } : { body: body ?? 'none' };
  }
}

const CHARGE = '/v1/charges';
const CANCELLATION = '/v1/charges/1/cancellation';
const BODILESS = [CANCELLATION, '/v1/cancellations', '/v1/verifications'];
const PASSAGES = '/v1/toll-passages';
const JSON_TYPE = 'application/json';
const NDJSON = 'application/x-ndjson';
const FORM = 'application/x-www-form-urlencoded';
const KB = 1024;

let server: TestServer;
beforeAll(async () => {
  server = await startServer([Echo]);
});
afterAll(() => server.app.close());

type Fields = Record<string, string>;

async function post(path: string, fields: Fields, body: string | Buffer = '') {
  const answer = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: fields,
    body: Buffer.from(body),
  });
  const json = (await answer.json()) as { body?: unknown; lines?: string; code?: string; field?: string };
  return { status: answer.status, headers: answer.headers, json };
}
const typed = (path: string, type: string, body: string | Buffer, more: Fields = {}) =>
  post(path, { 'content-type': type, ...more }, body);

async function expectRefused(answer: ReturnType<typeof post>, status: number, code: string): Promise<void> {
  expect(await answer).toMatchObject({ status, json: { status, code } });
}

describe('a route that needs no body', () => {
  const TYPES = [
    JSON_TYPE,
    `${JSON_TYPE}; charset=latin1`,
    'text/plain',
    FORM,
    NDJSON,
    'nonsense',
    '',
    '*/*',
  ];
  const FRAMINGS = ['Content-Length: 0\r\n\r\n', 'Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n', '\r\n'];

  it.each(BODILESS)('%s goes without, whatever the header fields say of its type', async (path) => {
    for (const type of TYPES) {
      for (const framing of FRAMINGS) {
        for (const encoding of ['', 'Content-Encoding: gzip\r\n', 'Content-Encoding: foo\r\n']) {
          const head = `POST ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: ${type}\r\n`;
          const [answer] = answersIn(await exchange(server.port, `${head}${encoding}${framing}`));
          expect([type, framing, answer!.status, answer!.body]).toEqual([
            type,
            framing,
            200,
            '{"body":"none"}',
          ]);
        }
      }
    }
  });

  it.each(['{}', ' {} ', 'null', '\ufeff{}'])('takes %j as none', async (body) => {
    for (const path of [CANCELLATION, '/v1/cancellations']) {
      expect(await typed(path, JSON_TYPE, body)).toMatchObject({ status: 200, json: { body: 'none' } });
    }
  });

  it.each<[string, string, string, number, string]>([
    [JSON_TYPE, 'a field', '{"amount":1}', 400, 'invalid-request'],
    [JSON_TYPE, 'a list', '[]', 400, 'invalid-request'],
    [JSON_TYPE, 'a text', '"{}"', 400, 'invalid-request'],
    [JSON_TYPE, 'no JSON', '{', 400, 'invalid-request'],
    [JSON_TYPE, 'a blank', ' ', 400, 'invalid-request'],
    [JSON_TYPE, 'a card number', '{"4242424242424242":1}', 400, 'card-number-refused'],
    ['text/plain', 'another type', '{}', 415, 'unsupported-media-type'],
    ['', 'no type', '{}', 415, 'unsupported-media-type'],
    [JSON_TYPE, 'too much', 'x'.repeat(1024 * KB + 1), 413, 'payload-too-large'],
    ['text/plain', 'much of another type', 'x'.repeat(64 * KB + 1), 413, 'payload-too-large'],
  ])('refuses what is sent as %j: %s', async (type, _, body, status, code) => {
    await expectRefused(typed(CANCELLATION, type, body), status, code);
  });

  it('refuses a body of unknown length as soon as it is too large, and lets the caller read that', async () => {
    const head = `POST ${CANCELLATION} HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const [answer] = answersIn(await exchange(server.port, `${head}${chunk.repeat(30)}`));
    expect(answer).toMatchObject({ status: 413 });
  });

  it('names the unknown field', async () => {
    expect(await typed(CANCELLATION, JSON_TYPE, '{"reason":"x"}')).toMatchObject({
      json: { field: 'reason' },
    });
  });
});

describe('a body', () => {
  it.each<[string, string, string]>([
    [JSON_TYPE, '{"a":1}', 'JSON'],
    ['Application/JSON ; Charset="UTF-8"', '\ufeff{"a":1}', 'JSON after a byte order mark'],
    [JSON_TYPE, ' \r\n{ "a" : 1 } \n', 'JSON with blanks'],
  ])('%s %j: %s', async (type, body) => {
    for (const path of [CHARGE, '/v1/verifications', '/v1/not-in-the-contract']) {
      expect(await typed(path, type, body)).toMatchObject({ status: 200, json: { body: { a: 1 } } });
    }
  });

  it('of lines comes as text without its byte order mark, and an empty one has no lines', async () => {
    expect(await typed(PASSAGES, 'Application/X-NDJSON; charset=utf-8', '\ufeff{}\r\n{}')).toMatchObject({
      json: { lines: '{}\r\n{}' },
    });
    expect(await typed(PASSAGES, NDJSON, '')).toMatchObject({ status: 200, json: { lines: '' } });
  });

  it('of a form comes as its fields, and one that stands twice as a list', async () => {
    const form = await typed('/webhooks/twilio/status', `${FORM}; charset=UTF-8`, 'a=1&b=%C3%A9+e&b=2');
    expect(form.json).toEqual({ body: { a: '1', b: ['é e', '2'] } });
    await expectRefused(
      typed('/webhooks/twilio/status', FORM, `a=${'x'.repeat(64 * KB)}`),
      413,
      'payload-too-large',
    );
  });

  it.each<[string, string, string | Buffer, number, string]>([
    ['bytes that are no UTF-8', JSON_TYPE, Buffer.from('{"a":"\xe9"}', 'latin1'), 400, 'invalid-request'],
    ['UTF-16', JSON_TYPE, Buffer.from('\ufeff{}', 'utf16le'), 400, 'invalid-request'],
    ['half a pair in bytes', JSON_TYPE, Buffer.from('22eda08022', 'hex'), 400, 'invalid-request'],
    ['a name twice', JSON_TYPE, '{"a":1,"a":2}', 400, 'invalid-request'],
    ['a prototype', JSON_TYPE, '{"__proto__":{"a":1}}', 400, 'invalid-request'],
    ['no end', JSON_TYPE, '{"a":'.repeat(100_000), 400, 'invalid-request'],
    ['another charset', `${JSON_TYPE};charset=iso-8859-1`, '{}', 415, 'unsupported-media-type'],
    ['another type', 'text/json', '{}', 415, 'unsupported-media-type'],
    ['lines', NDJSON, '{}', 415, 'unsupported-media-type'],
    ['a form', FORM, 'a=1', 415, 'unsupported-media-type'],
    ['a type of two', `${JSON_TYPE}, ${NDJSON}`, '{}', 415, 'unsupported-media-type'],
    ['no type', '', '{}', 415, 'unsupported-media-type'],
  ])('with %s is refused', async (_, type, body, status, code) => {
    await expectRefused(typed(CHARGE, type, body), status, code);
  });

  it('of another type is refused with the types that the route takes', async () => {
    const { headers } = await typed(PASSAGES, 'text/plain', '{}');
    expect(headers.get('accept')).toBe(`${JSON_TYPE}, ${NDJSON}`);
    expect(headers.get('accept-encoding')).toBeNull();
  });
});

describe('an encoded body', () => {
  const fastBrotli = (bytes: string | Buffer) =>
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
  const ENCODERS = { gzip: gzipSync, deflate: deflateSync, br: fastBrotli, zstd: zstdCompressSync };
  const encodings = Object.entries(ENCODERS);
  const encoded = (path: string, type: string, coding: string, body: Buffer) =>
    typed(path, type, body, { 'content-encoding': coding });

  it.each(encodings)('in %s is the same body', async (coding, encode) => {
    expect(await encoded(CHARGE, JSON_TYPE, coding, encode('{"a":1}'))).toMatchObject({
      json: { body: { a: 1 } },
    });
    expect(await encoded(CANCELLATION, JSON_TYPE, coding, encode(''))).toMatchObject({
      json: { body: 'none' },
    });
    const lines = '{"a":1}\n'.repeat(500_000);
    expect(await encoded(PASSAGES, NDJSON, coding, encode(lines))).toMatchObject({ json: { lines } });
    await expectRefused(encoded(CHARGE, JSON_TYPE, coding, Buffer.from('{"a":1}')), 400, 'invalid-request');
  });

  it.each(encodings)('in %s may not unpack to more than the route reads', async (coding, encode) => {
    const megabyte = encode(Buffer.alloc(1024 * KB + 1, ' '));
    await expectRefused(encoded(CHARGE, JSON_TYPE, coding, megabyte), 413, 'payload-too-large');
    const bomb = encode(Buffer.alloc(100_000 * KB, ' '));
    await expectRefused(encoded(PASSAGES, NDJSON, coding, bomb), 413, 'payload-too-large');
  });

  it('identity is none, and several are undone in turn', async () => {
    expect(await encoded(CHARGE, JSON_TYPE, 'identity', Buffer.from('{}'))).toMatchObject({ status: 200 });
    const twice = brotliCompressSync(gzipSync('{}'));
    expect(await encoded(CHARGE, JSON_TYPE, 'GZIP, identity, br', twice)).toMatchObject({ status: 200 });
  });

  it.each(['compress', 'gzip, aes128gcm', '*'])(
    'in %s is refused with the codings that are read',
    async (coding) => {
      const answer = await encoded(CHARGE, JSON_TYPE, coding, Buffer.from('{}'));
      expect(answer).toMatchObject({ status: 415, json: { code: 'unsupported-media-type' } });
      expect(answer.headers.get('accept-encoding')).toBe('gzip, deflate, br, zstd');
    },
  );
});
