import type { IncomingHttpHeaders } from 'node:http';
import { parse as parseForm } from 'node:querystring';
import type { Readable } from 'node:stream';
import { routes } from '@peaje/contracts';
import { Refusal } from '@peaje/kernel';
import { z } from 'zod';
import { bodyTooLarge, contentCodings, decodeContent } from './content-encoding.js';
import { parseJson } from './json-text.js';
import { checkMediaType, mediaTypeOf } from './media-type.js';
import { parseRequest } from './request-schema.js';

type BodyType = 'application/json' | 'application/x-ndjson' | 'application/x-www-form-urlencoded';

const KB = 1024;
/** As sent, and as decoded. */
const MAX_BYTES: Readonly<Record<BodyType, number>> = {
  'application/json': 1024 * KB,
  /** 10 000 lines of some 400 bytes, and room. */
  'application/x-ndjson': 8 * 1024 * KB,
  /** Webhooks: their signature covers the fields, so they are read before anybody is known. */
  'application/x-www-form-urlencoded': 64 * KB,
};
const MAX_BYTES_OF_OTHERS = 64 * KB;

/** A body of newline-delimited JSON: the route reads its lines itself. */
export class NdjsonBody {
  constructor(readonly text: string) {}
}

interface BodyRule {
  readonly types: readonly string[];
  readonly need: 'required' | 'optional' | 'none';
}

/** `POST /v1/charges` → its body. A route outside the contract takes JSON, if it takes anything. */
const RULES: ReadonlyMap<string, BodyRule> = new Map(
  routes.map(({ method, path, body, bodyOptional }) => [
    `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
    {
      types: Object.keys(body ?? { 'application/json': null }),
      need: !body ? 'none' : bodyOptional ? 'optional' : 'required',
    },
  ]),
);
const UNKNOWN: BodyRule = { types: ['application/json'], need: 'optional' };

interface RequestWithBody {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly routeOptions: { readonly url?: string | undefined };
}

/**
 * Every body of every service is read here: its type, its encoding and its charset are judged once. No bytes are no body,
 * whatever the header fields say of them. @throws Refusal
 */
export async function readBody(
  { method, headers, routeOptions }: RequestWithBody,
  payload: Readable,
): Promise<unknown> {
  const { types, need } = RULES.get(`${method} ${routeOptions.url}`) ?? UNKNOWN;
  const mediaType = mediaTypeOf(headers['content-type'] ?? '');
  if (need === 'required') checkMediaType(mediaType, types);
  const maxBytes = types.includes(mediaType.type)
    ? MAX_BYTES[mediaType.type as BodyType]
    : MAX_BYTES_OF_OTHERS;
  const codings = need === 'required' ? contentCodings(headers['content-encoding']) : undefined;
  const sent = await bytesOf(payload, Number(headers['content-length'] ?? 0), maxBytes);
  // A file without a line is a file.
  if (sent.length === 0 && !(need === 'required' && mediaType.type === 'application/x-ndjson'))
    return undefined;
  checkMediaType(mediaType, types);
  const bytes = await decodeContent(sent, codings ?? contentCodings(headers['content-encoding']), maxBytes);
  const body = valueOf(textOf(bytes), mediaType.type as BodyType);
  if (need !== 'none') return body;
  parseRequest(nothing, body);
  return undefined;
}

async function bytesOf(payload: Readable, announced: number, maxBytes: number): Promise<Buffer> {
  if (announced > maxBytes) throw bodyTooLarge(maxBytes);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunksOf(payload)) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw bodyTooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function* chunksOf(payload: Readable): AsyncGenerator<Buffer> {
  try {
    // Destroying the stream would destroy the connection, and with it the refusal of a body that is too large.
    yield* payload.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch {
    throw new Refusal('invalid-request', { detail: 'the connection ended before the body' });
  }
}

/** Without its byte order mark. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

function textOf(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Refusal('invalid-request', { detail: 'the body is not valid UTF-8' });
  }
}

function valueOf(text: string, type: BodyType): unknown {
  switch (type) {
    case 'application/json':
      return text === '' ? undefined : parseJson(text);
    case 'application/x-ndjson':
      return new NdjsonBody(text);
    case 'application/x-www-form-urlencoded':
      return { ...parseForm(text) };
  }
}

/** `{}` and `null` say what no body says. */
const nothing = z.strictObject({}).nullish();
