import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { requestBytes } from './sockets.js';

type Field = readonly [name: string, value: string];
type Body = Buffer | string;

/** A request in bytes, and the status that it has to get. */
export type StrangeRequest = readonly [name: string, status: number, bytes: () => Buffer | string];

export interface Till {
  readonly tillId: string;
  readonly key: string;
  readonly token: string;
}

const newKey = (): Field => ['Idempotency-Key', crypto.randomUUID()];
const JSON_TYPE: Field = ['Content-Type', 'application/json'];

/** A charge for 0.01 EUR, as JSON. */
const chargeText = ({ tillId, token }: Till, more: object = {}): string =>
  JSON.stringify({ tillId, card: { token }, amount: { value: '1', currency: 'EUR' }, ...more });

const post = ({ key }: Till, fields: readonly Field[], body: Body, path = '/v1/charges') =>
  requestBytes(`POST ${path} HTTP/1.1`, [['Authorization', `Bearer ${key}`], ...fields], body);

/** The same charge in different encodings, charsets and media types. */
export function encodedCharges(till: Till): StrangeRequest[] {
  const text = chargeText(till);
  const bomb = Buffer.alloc(64 * 1024 * 1024, ' ');
  const encoded = (encoding: string, body: Body) => () =>
    post(till, [newKey(), JSON_TYPE, ['Content-Encoding', encoding]], body);
  const typed =
    (type: string, body: Body = text) =>
    () =>
      post(till, [newKey(), ['Content-Type', type]], body);
  return [
    ['gzip', 201, encoded('gzip', gzipSync(text))],
    ['x-gzip, in capitals', 201, encoded('X-GZIP', gzipSync(text))],
    ['deflate', 201, encoded('deflate', deflateSync(text))],
    ['brotli', 201, encoded('br', brotliCompressSync(text))],
    ['zstd', 201, encoded('zstd', zstdCompressSync(text))],
    ['gzip twice', 201, encoded('gzip, gzip', gzipSync(gzipSync(text)))],
    ['gzip three times', 415, encoded('gzip, gzip, gzip', gzipSync(gzipSync(gzipSync(text))))],
    ['compress', 415, encoded('compress', text)],
    ['an encoding of every object', 415, encoded('constructor', text)],
    ['plain text as gzip', 400, encoded('gzip', text)],
    ['gzip as brotli', 400, encoded('br', gzipSync(text))],
    ['half of a gzip', 400, encoded('gzip', gzipSync(text).subarray(0, 40))],
    ['gzip without its label', 400, () => post(till, [newKey(), JSON_TYPE], gzipSync(text))],
    ['gzip of 64 MB', 413, encoded('gzip', gzipSync(bomb))],
    ['brotli of 64 MB', 413, encoded('br', brotliCompressSync(bomb))],
    ['zstd of 64 MB', 413, encoded('zstd', zstdCompressSync(bomb))],
    ['gzip of a gzip of 64 MB', 413, encoded('gzip, gzip', gzipSync(gzipSync(bomb)))],
    ['a byte order mark', 201, typed('application/json', `\ufeff${text}`)],
    ['UTF-16, named', 415, typed('application/json; charset=utf-16', Buffer.from(text, 'utf16le'))],
    ['UTF-16, not named', 400, typed('application/json', Buffer.from(text, 'utf16le'))],
    ['Latin-1', 415, typed('application/json; charset=iso-8859-1')],
    ['utf8 in quotes', 201, typed('APPLICATION/JSON ; Charset="UTF8"')],
    ['a parameter without a name', 201, typed('application/json;')],
    ['no media type', 415, () => post(till, [newKey()], text)],
    ['a media type that is none', 415, typed('json')],
    ['text', 415, typed('text/plain')],
    ['a form', 415, typed('application/x-www-form-urlencoded')],
    ['JSON of another kind', 415, typed('application/vnd.api+json')],
  ];
}

/** Bodies that are JSON, or nearly, and no charge. */
export function brokenCharges(till: Till): StrangeRequest[] {
  const text = chargeText(till);
  const body = (sent: Body) => () => post(till, [newKey(), JSON_TYPE], sent);
  const withField = (json: string) => body(text.replace(/\}$/, `,${json}}`));
  const latin1 = Buffer.from(chargeText(till, { reference: 'café' }), 'latin1');
  return [
    ['nothing', 400, body('')],
    ['null', 400, body('null')],
    ['a list', 400, body('[]')],
    ['two values', 400, body(text + text)],
    ['a comma too much', 400, body(text.replace(/\}$/, ',}'))],
    ['a number that is none', 400, withField('"reference":NaN')],
    ['100 000 lists in each other', 400, body('['.repeat(100_000) + ']'.repeat(100_000))],
    [
      '100 000 objects in each other',
      400,
      withField(`"reference":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`),
    ],
    ['__proto__', 400, withField('"__proto__":{"amount":{"value":"2","currency":"EUR"}}')],
    ['__proto__, escaped', 400, withField('"\\u005f_proto__":{"tillId":"till"}')],
    ['constructor', 400, withField('"constructor":{"prototype":{"tillId":"till"}}')],
    ['a name twice', 400, withField('"amount":{"value":"2","currency":"EUR"}')],
    ['no UTF-8', 400, body(latin1)],
    ['half of a surrogate pair', 400, withField('"reference":"\\ud800"')],
    ['a NUL', 400, withField('"reference":"\\u0000"')],
    ['an amount as a number', 400, body(text.replace('"1"', '1'))],
    ['an amount with an exponent', 400, body(text.replace('"1"', '"1e1"'))],
    ['digits of another script', 400, body(text.replace('"1"', '"١"'))],
    ['more than 1 MB', 413, body(' '.repeat(1_100_000) + text)],
  ];
}

/** Header fields that HTTP's grammar allows or not. */
export function strangeFields(till: Till): StrangeRequest[] {
  const text = chargeText(till);
  const fields = (...more: Field[]) => post(till, [JSON_TYPE, ...more], text);
  const one = newKey();
  const raw =
    (head: string, body = '') =>
    () =>
      `${head}\r\nConnection: close\r\nAuthorization: Bearer ${till.key}\r\n${body === '' ? '\r\n' : body}`;
  const chunked = `Idempotency-Key: ${crypto.randomUUID()}\r\nContent-Type: application/json\r\nTransfer-Encoding: `;
  const charges = 'POST /v1/charges HTTP/1.1\r\nHost: peaje';
  return [
    ['two keys', 400, () => fields(one, newKey())],
    ['the same key twice', 400, () => fields(one, one)],
    ['two authorizations', 400, () => fields(newKey(), ['Authorization', 'Bearer demo_toll'])],
    ['two media types', 400, () => fields(newKey(), JSON_TYPE)],
    ['two hosts', 400, () => fields(newKey(), ['Host', 'other'])],
    ['two lengths', 400, () => fields(newKey(), ['Content-Length', '3'], ['Content-Length', '5'])],
    ['a negative length', 400, () => fields(newKey(), ['Content-Length', '-1'])],
    ['a length in hex', 400, () => fields(newKey(), ['Content-Length', '0x10'])],
    ['a length of 8 GB', 413, () => fields(newKey(), ['Content-Length', '8589934592'])],
    ['a key with a blank', 400, () => fields(['Idempotency-Key', 'a b'])],
    ['a key in Cyrillic', 400, () => fields(['Idempotency-Key', Buffer.from('ключ').toString('latin1')])],
    ['a key of 256 characters', 400, () => fields(['Idempotency-Key', 'k'.repeat(256)])],
    ['no key', 400, () => fields()],
    ['no Host', 400, raw('GET /v1/charges HTTP/1.1')],
    ['no Host, of HTTP/1.0', 200, raw('GET /v1/charges HTTP/1.0')],
    ['an address as the Host', 400, raw('GET /v1/charges HTTP/1.1\r\nHost: http://a/b')],
    ['an address as for a proxy', 200, raw('GET http://peaje/v1/charges HTTP/1.1\r\nHost: peaje')],
    ['a tunnel', 405, raw('CONNECT peaje:443 HTTP/1.1\r\nHost: peaje')],
    ['a method that nobody knows', 400, raw('BREW /v1/charges HTTP/1.1\r\nHost: peaje')],
    ['a trace', 405, raw('TRACE /v1/charges HTTP/1.1\r\nHost: peaje')],
    ['HTTP/3', 400, raw('GET /v1/charges HTTP/3.0\r\nHost: peaje')],
    ['the preface of HTTP/2', 400, () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a hello of TLS', 400, () => Buffer.from('16030100a5010000a10303', 'hex')],
    ['a folded field', 400, raw(`${charges}\r\nX-Folded: a\r\n b`)],
    ['a blank before the colon', 400, raw(`${charges}\r\nX-Blank : a`)],
    ['a NUL in a field', 400, raw(`${charges}\r\nX-Nul: a\0b`)],
    ['fields of 20 kB', 431, raw(`GET /v1/charges HTTP/1.1\r\nHost: peaje\r\nX: ${'x'.repeat(20_000)}`)],
    [
      '2 000 fields',
      431,
      raw(`GET /v1/charges HTTP/1.1\r\nHost: peaje\r\n${'X: xxxxxxxx\r\n'.repeat(2_000)}X: x`),
    ],
    ['an address of 9 kB', 414, raw(`GET /v1/charges?tillId=${'x'.repeat(9_000)} HTTP/1.1\r\nHost: peaje`)],
    ['half of a percent', 400, raw('GET /v1/charges/%e HTTP/1.1\r\nHost: peaje')],
    ['a percent that is no UTF-8', 400, raw('GET /v1/charges/%ff HTTP/1.1\r\nHost: peaje')],
    ['a NUL in the address', 400, raw('GET /v1/charges?tillId=%00 HTTP/1.1\r\nHost: peaje')],
    ['a length and chunks', 400, raw(charges, `${chunked}chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n`)],
    ['chunks of gzip', 400, raw(charges, `${chunked}gzip, chunked\r\n\r\n0\r\n\r\n`)],
    ['a chunk of no size', 400, raw(charges, `${chunked}chunked\r\n\r\nzz\r\nabc\r\n`)],
  ];
}
