import { createHmac } from 'node:crypto';
import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { urlOf } from '@peaje/testing/outside';
import type { GeneratedRequest } from './requests.js';

export interface WireAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body when it is JSON, else undefined. */
  readonly json: unknown;
}

const agent = new Agent({ keepAlive: true });
/** A verification reads whole chains, which other specs have made long. */
const TIMEOUT_MS = 120_000;
/** The token of the fake Twilio, which the local stack gives to sms too. */
const TWILIO_TOKEN = process.env['TWILIO_AUTH_TOKEN'] ?? 'fake-auth-token';

/** Sends the request byte for byte: `fetch` would normalise paths and headers. */
export function send(generated: GeneratedRequest, path: string): Promise<WireAnswer> {
  const { service, method, body } = generated;
  const url = new URL(urlOf(service));
  const headers: Record<string, string> = {
    ...generated.headers,
    ...(generated.signed ? { 'x-twilio-signature': signatureOf(`${url.origin}${path}`, body ?? '') } : {}),
    ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
  };
  return new Promise((resolve, reject) => {
    const options = { host: url.hostname, port: url.port, method, path, headers, agent, timeout: TIMEOUT_MS };
    const request = httpRequest(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode!, headers: response.headers, text, json: jsonOf(text) });
      });
    });
    request.on('timeout', () => request.destroy(new Error(`no answer in ${TIMEOUT_MS} ms`)));
    request.on('error', reject);
    request.end(body);
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Twilio signs the address and every field, in order of their names. */
function signatureOf(url: string, form: string): string {
  const fields = [...new URLSearchParams(form)].sort(([a], [b]) => (a < b ? -1 : 1));
  const signed = url + fields.map(([name, value]) => name + value).join('');
  return createHmac('sha1', TWILIO_TOKEN).update(signed).digest('base64');
}

/** The request as a curl command, to repeat a failure by hand. */
export function curlOf({ service, method, headers, body }: GeneratedRequest, path: string): string {
  const quoted = (text: string) => `$'${[...text].map(escapedForBash).join('')}'`;
  const parts = Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  const data = body === undefined ? [] : [`--data-binary ${quoted(body.slice(0, 2_000))}`];
  return [
    'curl -i --path-as-is -g',
    `-X ${method}`,
    quoted(`${urlOf(service)}${path}`),
    ...parts,
    ...data,
  ].join(' ');
}

const escapedForBash = (char: string): string => {
  if (char === "'" || char === '\\') return `\\${char}`;
  if (/[\x20-\x7e]/.test(char)) return char;
  return `\\u${char.codePointAt(0)!.toString(16).padStart(4, '0')}`;
};
