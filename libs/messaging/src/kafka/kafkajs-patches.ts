import { createRequire } from 'node:module';

interface Runner {
  readonly running: boolean;
  fetch(nodeId: string): Promise<unknown[]>;
}

interface RawHeader {
  readonly key: string;
  readonly value: Buffer | null;
}

interface Decoder {
  readVarIntArray(read: unknown): RawHeader[];
}

const require = createRequire(import.meta.url);
const { prototype: runner } = require('kafkajs/src/consumer/runner.js') as { prototype: Runner };
const { prototype: decoder } = require('kafkajs/src/protocol/decoder.js') as { prototype: Decoder };
const { fetch } = runner;
const { readVarIntArray } = decoder;

/**
 * kafkajs 2.2.4 blocks the process for ever when a consumer leaves just as a broker goes away: its fetchers start anew,
 * ask a runner that has stopped, get "no batches" and ask again, without once returning to the event loop. An error
 * ends them. Import this before any consumer runs.
 */
runner.fetch = function (nodeId) {
  if (!this.running) return Promise.reject(new Error('the consumer has stopped'));
  return fetch.call(this, nodeId);
};

/**
 * Its decoder of records, which alone asks for such an array, folds the headers with `reduce`: it copies all that it has
 * for each one more (20 000 block the process for minutes), and takes a header called `constructor` for one that was
 * there before. So the array that it gets folds itself.
 */
decoder.readVarIntArray = function (read) {
  const headers = readVarIntArray.call(this, read);
  return Object.assign(headers, { reduce: () => byName(headers) });
};

function byName(headers: readonly RawHeader[]): Record<string, Buffer | null | (Buffer | null)[]> {
  const grouped = Map.groupBy(headers, ({ key }) => key);
  return Object.fromEntries(
    [...grouped].map(([name, its]) => [
      name,
      its.length === 1 ? its[0]!.value : its.map(({ value }) => value),
    ]),
  );
}
