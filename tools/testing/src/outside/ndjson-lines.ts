import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** The values of an answer of newline-delimited JSON, whose last line ends as the others do. */
export const ndjsonLines = async (answer: Readable | ReadableStream): Promise<unknown[]> =>
  (await text(answer))
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as unknown);
