import { open } from 'node:fs/promises';

const TAIL_BYTES = 16_384;
const STACK_FRAME = /^\s+at /;

/** The last `count` lines of a log file without stack frames; none when there is no file. */
export async function lastLines(path: string, count: number): Promise<string[]> {
  const file = await open(path, 'r').catch(() => null);
  if (!file) return [];
  try {
    const { size } = await file.stat();
    const length = Math.min(size, TAIL_BYTES);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer
      .toString('utf8')
      .split('\n')
      .filter((line) => line.trim() !== '' && !STACK_FRAME.test(line))
      .slice(-count);
  } finally {
    await file.close();
  }
}
