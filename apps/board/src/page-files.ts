import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** The best first. The build of the page has made such a file beside each text. */
const CODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

interface PageFile {
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** The built page, as its package has it. */
const folder = (): string =>
  join(dirname(createRequire(import.meta.url).resolve('@peaje/board-web/package.json')), 'dist');

/** A file in the best encoding that the browser takes. Null: there is none. */
export async function pageFile(name: string, acceptEncoding = ''): Promise<PageFile | null> {
  const type = TYPES[extname(name)];
  // A name, or one folder and a name: no step out of the page.
  if (type === undefined || !/^([\w-]+\/)?\w[\w.-]*$/.test(name)) return null;
  const file = join(folder(), name);
  const headers = {
    'content-type': type,
    'x-content-type-options': 'nosniff',
    vary: 'accept-encoding',
  };
  for (const [coding, ending] of CODINGS.filter(([one]) => takes(acceptEncoding, one))) {
    const bytes = await bytesOf(file + ending);
    if (bytes) return { bytes, headers: { ...headers, 'content-encoding': coding } };
  }
  const bytes = await bytesOf(file);
  return bytes && { bytes, headers };
}

const bytesOf = (file: string): Promise<Buffer | null> => readFile(file).catch(() => null);

/** RFC 9110 §12.5.3, for a coding that is named: `br`, `br;q=0.5`. Weight zero: not this one. Pure. */
export const takes = (acceptEncoding: string, coding: string): boolean =>
  acceptEncoding.split(',').some((element) => {
    const [name, ...parameters] = element.split(';').map((part) => part.trim().toLowerCase());
    return name === coding && !parameters.some((one) => /^q=0(\.0*)?$/.test(one));
  });
