import { KafkaProducer, NotAcknowledgedError, type AppendedRecord } from './kafka-client.js';
import { PartitionProducer } from './partition-producer.js';

/** Holds every send until the test answers it, so that what happens meanwhile can be seen. */
class HeldProducer extends KafkaProducer {
  readonly sends: { partition: string; values: string[]; answer(error?: Error): void }[] = [];
  private sent = (): void => undefined;

  nextSend(): Promise<void> {
    return new Promise((resolve) => (this.sent = resolve));
  }

  append(topic: string, partition: number, records: readonly AppendedRecord[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.sends.push({
        partition: `${topic}/${partition}`,
        values: records.map(({ value }) => String(value)),
        answer: (error) => (error ? reject(error) : resolve()),
      });
      this.sent();
    });
  }

  async disconnect(): Promise<void> {}
}

const record = (value: string): AppendedRecord => ({ key: 'k', value, headers: {} });
const turn = () => new Promise(setImmediate);

describe('the iron rule of producing', () => {
  it('one send in flight a partition; what waits meanwhile goes together in the next', async () => {
    const log = new HeldProducer();
    const producer = new PartitionProducer(log);
    const acks = ['a', 'b', 'c'].map((value) => producer.append('t', 0, record(value)));

    expect(log.sends.map(({ values }) => values)).toEqual([['a']]);
    log.sends[0]!.answer();
    await turn();
    expect(log.sends.map(({ values }) => values)).toEqual([['a'], ['b', 'c']]);
    log.sends[1]!.answer();
    await Promise.all(acks);
    expect(producer.pending).toBe(0);
  });

  it('no send spans two partitions, and topics do not wait for each other', () => {
    const log = new HeldProducer();
    const producer = new PartitionProducer(log);
    void producer.append('t', 0, record('a'));
    void producer.append('u', 0, record('b'));
    expect(log.sends.map(({ partition }) => partition)).toEqual(['t/0', 'u/0']);
  });

  it('partitions of a topic take turns while Kafka answers, and what waits meanwhile goes together', async () => {
    const log = new HeldProducer();
    const producer = new PartitionProducer(log);
    for (const partition of [0, 1, 0, 1, 2]) void producer.append('t', partition, record('a'));
    for (let answered = 0; answered < 4; answered++) {
      expect(log.sends).toHaveLength(answered + 1);
      log.sends[answered]!.answer();
      await turn();
    }
    expect(log.sends.map(({ partition, values }) => `${partition}: ${values.length}`)).toEqual([
      't/0: 1',
      't/1: 2',
      't/2: 1',
      't/0: 1',
    ]);
  });

  it('a partition whose broker does not answer stops no other partition', async () => {
    const log = new HeldProducer();
    const producer = new PartitionProducer(log);
    for (const partition of [0, 0, 1, 2]) void producer.append('t', partition, record('a'));
    await log.nextSend();
    log.sends[1]!.answer();
    await log.nextSend();
    expect(log.sends.map(({ partition }) => partition)).toEqual(['t/0', 't/1', 't/2']);
  });

  it('a send that fails rejects its own records only', async () => {
    const log = new HeldProducer();
    const producer = new PartitionProducer(log);
    const first = producer.append('t', 0, record('a'));
    const second = producer.append('t', 0, record('b'));
    log.sends[0]!.answer(new NotAcknowledgedError('no'));
    await expect(first).rejects.toThrow(NotAcknowledgedError);
    await turn();
    log.sends[1]!.answer();
    await expect(second).resolves.toBeUndefined();
  });

  it('cuts a long queue: 1 000 records or half a megabyte a send', async () => {
    const log = new HeldProducer();
    const producer = new PartitionProducer(log);
    void producer.append('t', 0, record('first'));
    for (let i = 0; i < 1_500; i++) void producer.append('t', 0, record('x'));
    for (let i = 0; i < 3; i++) void producer.append('t', 0, record('y'.repeat(400 * 1024)));
    for (let i = 0; i < 4; i++) {
      log.sends[i]!.answer();
      await turn();
    }
    expect(log.sends.slice(1).map(({ values }) => values.length)).toEqual([1_000, 500, 1, 1]);
  });
});
