import { DeadLetterCopies } from './dead-letter-copies.js';
import { KafkaProducer, type AppendedRecord, type FetchedRecord } from '../kafka/kafka-client.js';
import { PartitionProducer } from '../kafka/partition-producer.js';
import { fetched } from './pipeline.builders.js';

const KAFKA_TAKES = 1_048_576;

async function copyOf(change: Partial<FetchedRecord>): Promise<AppendedRecord> {
  const appended: AppendedRecord[] = [];
  class Remembering extends KafkaProducer {
    async append(_topic: string, _partition: number, records: readonly AppendedRecord[]): Promise<void> {
      appended.push(...records);
    }
    async disconnect(): Promise<void> {}
  }
  const copies = new DeadLetterCopies(new PartitionProducer(new Remembering()), 'pos');
  await copies.publish({ ...fetched(7), ...change }, { code: 'poison', reason: 'x', attempts: 3 });
  return appended[0]!;
}

const bytes = (text: string) => Buffer.from(text);

describe('the copy of a dead letter', () => {
  it('is the record as it was read, whatever its headers are called, and why', async () => {
    const { key, value, headers } = await copyOf({
      headers: [
        ['twice', bytes('1')],
        ['constructor', bytes('x')],
        ['twice', bytes('2')],
        ['__proto__', bytes('y')],
      ],
    });
    expect({ key, value }).toEqual({ key: fetched(7).key, value: fetched(7).value });
    expect(Object.entries(headers)).toEqual([
      ['twice', [bytes('1'), bytes('2')]],
      ['constructor', bytes('x')],
      ['__proto__', bytes('y')],
      ['peaje-dlq-topic', 'cards'],
      ['peaje-dlq-partition', '2'],
      ['peaje-dlq-offset', '7'],
      ['peaje-dlq-timestamp', '1'],
      ['peaje-dlq-group', 'pos'],
      ['peaje-dlq-code', 'poison'],
      ['peaje-dlq-reason', 'x'],
      ['peaje-dlq-attempts', '3'],
    ]);
  });

  it.each<[string, Partial<FetchedRecord>]>([
    ['value', { value: Buffer.alloc(KAFKA_TAKES) }],
    ['key', { key: Buffer.alloc(KAFKA_TAKES) }],
    ['header', { headers: [['big', Buffer.alloc(KAFKA_TAKES)]] }],
    ['number of headers', { headers: Array.from({ length: 200_000 }, () => ['h', bytes('')] as const) }],
  ])('with too long a %s says why, and leaves the rest to the database', async (_what, change) => {
    const { key, value, headers } = await copyOf(change);
    expect({ key, value }).toEqual({ key: null, value: null });
    expect(headers).toMatchObject({ 'peaje-dlq-code': 'poison', 'peaje-dlq-offset': '7' });
    expect(headers['peaje-dlq-left-out']).toMatch(/^\d+ bytes$/);
  });
});
