import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { contentCodings, decodeContent } from './content-encoding.js';

const ENCODERS = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync, zstd: zstdCompressSync };
const encodings = Object.entries(ENCODERS);
const text = Buffer.from('{"tillId":"till-7"}');
const LIMIT = 1_000;

const decode = (bytes: Buffer, header: string) => decodeContent(bytes, contentCodings(header), LIMIT);
const refused = (code: string) => expect.objectContaining({ code });

describe.each(encodings)('a body in %s', (name, encode) => {
  it('is decoded', async () => {
    expect(await decode(encode(text), name)).toEqual(text);
    expect(await decode(encode(text), ` ${name.toUpperCase()} , identity,`)).toEqual(text);
  });

  it('is decoded up to the limit, and no further', async () => {
    expect(await decode(encode(Buffer.alloc(LIMIT)), name)).toHaveLength(LIMIT);
    await expect(decode(encode(Buffer.alloc(LIMIT + 1)), name)).rejects.toEqual(refused('payload-too-large'));
    await expect(decode(encode(Buffer.alloc(50_000_000)), name)).rejects.toEqual(
      refused('payload-too-large'),
    );
  });

  it.each([
    ['plain', text],
    ['cut off', encode(text).subarray(0, -3)],
    ['empty', Buffer.alloc(0)],
    ['followed by something else', Buffer.concat([encode(text), Buffer.from('and something else, long')])],
  ])('that is %s is refused', async (_, bytes) => {
    await expect(decode(bytes, name)).rejects.toEqual(refused('invalid-request'));
  });
});

it('several codings are undone from the last to the first, each within the limit', async () => {
  expect(await decode(brotliCompressSync(gzipSync(text)), 'gzip, br')).toEqual(text);
  const nested = gzipSync(gzipSync(Buffer.alloc(50_000_000)));
  await expect(decode(nested, 'gzip, gzip')).rejects.toEqual(refused('payload-too-large'));
});

it('a file of several gzip members is one body', async () => {
  expect(await decode(Buffer.concat([gzipSync('a\n'), gzipSync('b\n')]), 'x-gzip')).toEqual(
    Buffer.from('a\nb\n'),
  );
});

it('a zstd frame that asks for much memory is refused', async () => {
  const params = { [constants.ZSTD_c_windowLog]: 27 };
  const frame = zstdCompressSync(Buffer.alloc(30_000_000), { params });
  await expect(decodeContent(frame, ['zstd'], 40_000_000)).rejects.toEqual(refused('invalid-request'));
});

it.each(['compress', 'gzip;q=1', 'gzip, foo', 'gzip, gzip, gzip', '__proto__'])(
  '%s is refused with the codings that are decoded',
  (header) => {
    expect(() => contentCodings(header)).toThrow(
      expect.objectContaining({
        code: 'unsupported-media-type',
        headers: { 'accept-encoding': 'gzip, deflate, br, zstd' },
      }),
    );
  },
);
