import { sortedHeaders, type Head, type Header, type LogRecord } from '@peaje/contracts';
import { z } from 'zod';

/** Rows of audit's tables, and what they mean. node-postgres gives a bigint as text. */

export interface HeadRow {
  readonly name: string;
  readonly seq: string;
  readonly offset: string;
  readonly hash: Buffer;
}

export const headsOf = (rows: readonly HeadRow[]): Map<string, Head> =>
  new Map(
    rows.map(({ name, seq, offset, hash }) => [name, { seq: BigInt(seq), offset: BigInt(offset), hash }]),
  );

export interface EntryPosition {
  readonly chain: string;
  readonly seq: string;
}

export interface EntryRow {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly timestamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: unknown;
}

export const headersJson = (headers: readonly Header[]): string =>
  JSON.stringify(sortedHeaders(headers).map(([name, value]) => [name, value.toString('base64')]));

/** Its headers are those of the row, unless they were parsed before. */
export const recordOf = (
  { topic, partition, offset, timestamp, key, value, headers }: EntryRow,
  parsed = headersOf(headers) ?? [],
): LogRecord => ({
  topic,
  partition,
  offset: BigInt(offset),
  timestampMs: BigInt(timestamp),
  key,
  value,
  headers: parsed,
});

const headersJsonSchema = z.array(z.tuple([z.string(), z.base64()]));

/** Null when the column has another shape than we write: then an edit has changed it. */
export function headersOf(json: unknown): Header[] | null {
  const parsed = headersJsonSchema.safeParse(json);
  return parsed.success ? parsed.data.map(([name, value]) => [name, Buffer.from(value, 'base64')]) : null;
}
