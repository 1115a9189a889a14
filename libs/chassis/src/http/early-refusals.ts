import type { IncomingMessage } from 'node:http';
import { Refusal } from '@peaje/kernel';

/** RFC 9110 §4.1 asks for 8 000 at least. */
export const MAX_URL_LENGTH = 8_000;

/** Fields with one value: two of them are an attack or a fault of a proxy, and readers differ in which one they take. */
const SINGLE = new Set([
  'host',
  'authorization',
  'content-type',
  'content-length',
  'idempotency-key',
  'x-twilio-signature',
]);
/** uri-host [ ":" port ] of RFC 9110 §7.2, and empty where the address has no authority. */
const HOST = /^(?:[\w.~!$&'()*+,;=%-]*|\[[\w.:]+\])(?::\d{0,5})?$/;

/** The rule that the line or the header fields of a request break, whatever the route. */
export function brokenRule({
  url = '',
  rawHeaders,
  headers,
  httpVersion,
}: IncomingMessage): Refusal | undefined {
  if (url.length > MAX_URL_LENGTH) {
    return new Refusal('uri-too-long', { detail: `an address has at most ${MAX_URL_LENGTH} characters` });
  }
  // No database can hold it, so nothing can have such a name.
  if (url.includes('%00')) return invalid('the address must not hold a NUL character');
  const twice = repeatedField(rawHeaders);
  if (twice !== undefined) return invalid(`${twice}: send this header field once`, twice);
  if (headers.host === undefined && httpVersion === '1.1') return invalid('Host: is missing', 'Host');
  if (!HOST.test(headers.host ?? '')) return invalid('Host: must be a host and a port', 'Host');
  const framing = headers['transfer-encoding']?.toLowerCase();
  if (framing !== undefined && (framing !== 'chunked' || httpVersion !== '1.1')) {
    return invalid('Transfer-Encoding: must be chunked, in HTTP/1.1', 'Transfer-Encoding');
  }
  return undefined;
}

/** Names and values take turns. */
function repeatedField(rawHeaders: readonly string[]): string | undefined {
  const seen = new Set<string>();
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!.toLowerCase();
    if (seen.has(name) && SINGLE.has(name)) return rawHeaders[i];
    seen.add(name);
  }
  return undefined;
}

const invalid = (detail: string, field?: string): Refusal =>
  new Refusal('invalid-request', { detail, ...(field ? { field } : {}) });
