import { promisify } from 'node:util';
import { brotliDecompress, constants, gunzip, inflate, zstdDecompress, type ZlibOptions } from 'node:zlib';
import { Refusal } from '@peaje/kernel';
import { HttpRefusal } from './http-refusal.js';

type Decoder = (bytes: Buffer, maxOutputLength: number) => Promise<Buffer>;

/** What comes behind the end of the data would go unread. gzip itself goes on: files are often several members. */
const WHOLE = { rejectGarbageAfterEnd: true };
/** RFC 8878 §3.1.1.1.2: every decoder has 8 MB for the window of a frame, and a frame may ask for more. */
const WINDOW = { params: { [constants.ZSTD_d_windowLogMax]: 23 } };

const inflated = promisify<Buffer, ZlibOptions, Buffer>(inflate);
const [gunzipped, unbrotlied, unzstd] = [
  promisify(gunzip),
  promisify(brotliDecompress),
  promisify(zstdDecompress),
];

const gzip: Decoder = (bytes, maxOutputLength) => gunzipped(bytes, { maxOutputLength });

const DECODERS: Readonly<Record<string, Decoder>> = {
  gzip,
  deflate: (bytes, maxOutputLength) => inflated(bytes, { maxOutputLength, ...WHOLE }),
  br: (bytes, maxOutputLength) => unbrotlied(bytes, { maxOutputLength, ...WHOLE }),
  zstd: (bytes, maxOutputLength) => unzstd(bytes, { maxOutputLength, ...WHOLE, ...WINDOW }),
};
const DECODABLE = Object.keys(DECODERS).join(', ');

/** The codings of a body in the order in which they were applied (RFC 9110 §8.4). @throws HttpRefusal */
export function contentCodings(header = ''): string[] {
  const codings = header
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity')
    .map((coding) => (coding === 'x-gzip' ? 'gzip' : coding));
  if (codings.every((coding) => Object.hasOwn(DECODERS, coding)) && codings.length <= MOST_CODINGS)
    return codings;
  const detail = `send Content-Encoding: ${DECODABLE}, or none`;
  throw new HttpRefusal('unsupported-media-type', { detail }, { 'accept-encoding': DECODABLE });
}

/** Each costs a pass over the body. */
const MOST_CODINGS = 2;

/** The bytes that were encoded, at most `maxBytes` after each step. @throws Refusal */
export async function decodeContent(
  bytes: Buffer,
  codings: readonly string[],
  maxBytes: number,
): Promise<Buffer> {
  let content = bytes;
  for (const coding of codings.toReversed()) {
    content = await DECODERS[coding]!(content, maxBytes).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ERR_BUFFER_TOO_LARGE') throw bodyTooLarge(maxBytes);
      throw new Refusal('invalid-request', {
        field: 'Content-Encoding',
        detail: `Content-Encoding: the body is not whole and valid ${coding}`,
      });
    });
  }
  return content;
}

export const bodyTooLarge = (maxBytes: number): Refusal =>
  new Refusal('payload-too-large', {
    detail: `the body is larger than the ${maxBytes} bytes that this route takes: send it in parts`,
  });
