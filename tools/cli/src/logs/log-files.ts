import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as delay } from 'node:timers/promises';
import { CliError, EXIT } from '../cli-error.js';

/** The log of one process. The stack appends to it, and begins it anew when it starts. */
export interface LogFile {
  /** `debit-1`, `kafka-2`, `postgres` */
  readonly process: string;
  readonly path: string;
}

const POLL_MS = 200;
const CHUNK_BYTES = 256 * 1024;
/** Of a file: enough for the longest `--lines`, whatever the file has grown to. */
const LAST_BYTES = 8 * 1024 * 1024;
/** The log of the start before. */
const PREVIOUS = '.previous.log';

/** The logs of a service, or of one process. @throws CliError (refused), with the names that exist */
export async function logFilesOf(folder: string, wanted: string): Promise<LogFile[]> {
  const names = await readdir(folder).catch(() => []);
  const all = names
    .filter((name) => name.endsWith('.log') && !name.endsWith(PREVIOUS))
    .map((name) => ({ process: name.slice(0, -'.log'.length), path: join(folder, name) }))
    .sort((a, b) => a.process.localeCompare(b.process, 'en', { numeric: true }));
  const found = all.filter((one) => one.process === wanted || one.process.replace(/-\d+$/, '') === wanted);
  if (found.length > 0) return found;
  throw new CliError(
    EXIT.refused,
    all.length === 0 ? `There are no logs in ${folder}.` : `There is no log of ${wanted}.`,
    all.length === 0
      ? 'Start a stack: npm start. Containers write theirs to Docker: docker compose logs'
      : `These exist: ${all.map((one) => one.process).join(', ')}.`,
  );
}

/** The last lines of a log, and the position behind them, where `follow` goes on. */
export async function lastLines(
  { path }: LogFile,
  count: number,
): Promise<{ readonly lines: string[]; readonly end: number }> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - LAST_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
    const text = buffer.toString('utf8', 0, bytesRead);
    // A line without an end is still being written: `follow` reads it from its beginning.
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    const lines = whole.split('\n').slice(start > 0 ? 1 : 0, -1);
    return { lines: count === 0 ? [] : lines.slice(-count), end: start + Buffer.byteLength(whole) };
  } finally {
    await file.close();
  }
}

/** Calls `onLine` for each line that comes after `from`, until `signal`. A log that begins anew is read from there. */
export async function follow(
  { path }: LogFile,
  from: number,
  onLine: (line: string) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let position = from;
  let born: number | null = null;
  let decoder = new StringDecoder('utf8');
  let rest = '';
  while (!signal.aborted) {
    const file = await open(path, 'r').catch(() => null);
    try {
      const stats: { size: number; ino: number | null } = (await file?.stat()) ?? {
        size: position,
        ino: born,
      };
      const { size, ino } = stats;
      if (size < position || (born !== null && ino !== born)) {
        position = 0;
        rest = '';
        decoder = new StringDecoder('utf8');
      }
      born = ino;
      while (file && position < size && !signal.aborted) {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(CHUNK_BYTES), 0, CHUNK_BYTES, position);
        if (bytesRead === 0) break;
        position += bytesRead;
        const lines = (rest + decoder.write(buffer.subarray(0, bytesRead))).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) await onLine(line);
      }
    } finally {
      await file?.close();
    }
    await delay(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}
