import { NotAcknowledgedError, type PartitionProducer, type SkipBatchDeps } from '@peaje/messaging';
import { recordAtOnce } from './record-at-once.js';

type Row = Parameters<SkipBatchDeps['record']>[1];
const row = { topic: 'operations.performed', key: 'audit', value: '{}', headers: {} } as unknown as Row;
const record = (append: PartitionProducer['append']) =>
  recordAtOnce({ append } as PartitionProducer, () => 4, 20)({} as never, row);

it.each([
  ['does not answer', () => new Promise<void>(() => undefined)],
  ['does not acknowledge it', () => Promise.reject(new NotAcknowledgedError('no'))],
])('the operator is told to try again when Kafka %s', async (_, append) => {
  await expect(record(append)).rejects.toMatchObject({ code: 'not-stored', retryAfterSeconds: 5 });
});

it('it is done when Kafka has the record', async () => {
  const topics: string[] = [];
  await record(async (topic) => void topics.push(topic));
  expect(topics).toEqual(['operations.performed']);
});
