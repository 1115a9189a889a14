import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode, topics, type WireRecord } from '@peaje/contracts';
import { TestKafka } from '@peaje/testing';
import { GOLDEN } from './golden.js';

/**
 * For a new type or version: records one real message of each variant from a running stack. It overwrites none.
 * `PEAJE_STACK_FILE=.peaje/stack.json node tools/contracts-publisher/dist/record-golden.js`
 */
const kafka = new TestKafka();
await kafka.connect();
for (const topic of topics) {
  const records = await kafka.readAll(topic.name);
  for (const record of records) {
    const read = decode(topic, record);
    if (read.outcome === 'event' && 'data' in read.event) write(topic.name, record, read.event);
  }
}
await kafka.disconnect();

function write(
  topic: string,
  { key, value, headers }: WireRecord,
  decoded: { type: string; data: unknown },
): void {
  const folder = join(GOLDEN, decoded.type);
  const file = join(folder, `1-${variantOf(decoded.data as Record<string, unknown>)}.json`);
  if (existsSync(file)) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify({ topic, record: { key, headers, value }, decoded }, null, 2)}\n`);
}

/** The name of a variant: the enum values of the message, and whether it has a balance. */
function variantOf({
  kind,
  cause,
  status,
  language,
  reason,
  balanceAfter,
  deniedSince,
}: Record<string, unknown>): string {
  const words = [kind, cause, status, language, reason, deniedSince ? 'denied' : undefined];
  const parts = [...words, balanceAfter === null ? 'no-balance' : undefined].filter(Boolean);
  return parts.length > 0 ? parts.join('-') : 'plain';
}
