import { randomBytes } from 'node:crypto';
import { topics } from '@peaje/contracts';
import type { IHeaders } from 'kafkajs';
import { kafka, type SeenRecord } from './log-reader.js';

interface Contents {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: IHeaders;
}

interface Healthy {
  readonly value: Buffer;
  readonly headers: IHeaders;
  readonly data: Readonly<Record<string, unknown>>;
}

type Break = (healthy: Healthy) => Partial<Contents>;

/** One way to break a record: its name, the code of its dead letter, and the change that makes it. */
export type Poison = readonly [kind: string, code: string, breakIt: Break];

const json = (data: unknown) => Buffer.from(JSON.stringify(data));
/** The same fields and one more, which readers ignore. */
const withField = ({ value }: Healthy, text: string) =>
  Buffer.from(value.toString('latin1').replace(/\}$/, `,"more":${text}}`), 'latin1');
const withHeader = ({ headers }: Healthy, name: string, value: IHeaders[string]) => ({
  headers: { ...headers, [name]: value },
});
const eachField = ({ data }: Healthy, value: unknown) =>
  json(Object.fromEntries(Object.keys(data).map((name) => [name, value])));
const manyHeaders = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`h${n}`, '']));

const ON_EVERY_TOPIC: readonly Poison[] = [
  ['text that is no JSON', 'not-a-cloud-event', () => ({ value: Buffer.from('<charge/>') })],
  ['an empty value', 'not-a-cloud-event', () => ({ value: Buffer.alloc(0) })],
  ['cut off', 'not-a-cloud-event', ({ value }) => ({ value: value.subarray(0, value.length / 2) })],
  ['no UTF-8', 'not-a-cloud-event', (healthy) => ({ value: withField(healthy, '"\xff"') })],
  ['no headers', 'not-a-cloud-event', () => ({ headers: {} })],
  ['an id twice', 'not-a-cloud-event', (healthy) => withHeader(healthy, 'ce_id', ['one', 'two'])],
  ['a time that is none', 'not-a-cloud-event', (healthy) => withHeader(healthy, 'ce_time', 'yesterday')],
  ['5 000 headers', 'not-a-cloud-event', () => ({ headers: manyHeaders })],
  ['a header of every object', 'not-a-cloud-event', () => ({ headers: { constructor: 'x', valueOf: 'y' } })],
  ['a key too long for an index', 'not-a-cloud-event', () => ({ key: randomBytes(9_000) })],
  ['an unknown version', 'unknown-version', ({ headers }) => ({ headers: versionOf(headers, 99) })],
  ['no object', 'invalid-data', () => ({ value: json([]) })],
  ['no fields', 'invalid-data', () => ({ value: json({}) })],
  ['numbers for texts', 'invalid-data', (healthy) => ({ value: eachField(healthy, 1) })],
  ['its fields in __proto__', 'invalid-data', ({ data }) => ({ value: json({ ['__proto__']: data }) })],
  ['nested deep', 'invalid-data', () => ({ value: Buffer.from('['.repeat(50_000) + ']'.repeat(50_000)) })],
  ['the key of another', 'key-mismatch', () => ({ key: Buffer.from('acc_nobody') })],
  ['near 1 MB', 'too-large', (healthy) => ({ value: withField(healthy, `"${'x'.repeat(1_040_000)}"`) })],
];

/** Not on compacted topics: Kafka refuses a record without a key there, and no value is a tombstone. */
const ON_UNCOMPACTED_TOPICS: readonly Poison[] = [
  ['no value', 'not-a-cloud-event', () => ({ value: null })],
  ['no key', 'key-mismatch', () => ({ key: null })],
];

const amount = ({ data }: Healthy, change: object) =>
  json({ ...data, amount: { ...(data['amount'] as object), ...change } });
const ON_CHARGES: readonly Poison[] = [
  ['an amount of nothing', 'invalid-data', (healthy) => ({ value: amount(healthy, { value: '0' }) })],
  ['too much money', 'invalid-data', (healthy) => ({ value: amount(healthy, { value: '100000000000' }) })],
  ['half of a cent', 'invalid-data', (healthy) => ({ value: amount(healthy, { value: '0.5' }) })],
  ['a small currency', 'invalid-data', (healthy) => ({ value: amount(healthy, { currency: 'eur' }) })],
];

function versionOf(headers: IHeaders, version: number): IHeaders {
  return { ...headers, ce_type: String(headers['ce_type']).replace(/\.v\d+$/, `.v${version}`) };
}

export const poisonFor = (topic: string): readonly Poison[] => [
  ...ON_EVERY_TOPIC,
  ...(topics.find(({ name }) => name === topic)!.cleanup === 'keep' ? ON_UNCOMPACTED_TOPICS : []),
  ...(/^(charges|passages)\./.test(topic) ? ON_CHARGES : []),
];

export interface Written extends Contents {
  readonly kind: string;
  readonly code: string;
  readonly offset: string;
  /** When Kafka acknowledged the record, by this machine's clock. */
  readonly ackedAtMs: number;
}

/** Writes broken copies of a record, one of each kind, to the partition of that record. */
export async function writePoison(
  { topic, partition, raw }: SeenRecord,
  poison: readonly Poison[],
): Promise<Written[]> {
  const { key, value, headers = {} } = raw;
  const data = JSON.parse(value!.toString()) as Healthy['data'];
  const producer = kafka().producer();
  await producer.connect();
  const written: Written[] = [];
  try {
    for (const [kind, code, breakIt] of poison) {
      const contents = { key, value, headers, ...breakIt({ value: value!, headers, data }) };
      const [reply] = await producer.send({ topic, acks: -1, messages: [{ ...contents, partition }] });
      written.push({ kind, code, ...contents, offset: reply!.baseOffset!, ackedAtMs: Date.now() });
    }
  } finally {
    await producer.disconnect();
  }
  return written;
}
