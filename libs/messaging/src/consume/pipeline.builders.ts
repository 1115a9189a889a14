import { cards, encode } from '@peaje/contracts';
import type { Outgoing, Received } from './batch.js';
import { DeadLetterCopies } from './dead-letter-copies.js';
import { KnownPartitions } from './partition-states.js';
import { KafkaProducer, type AppendedRecord, type FetchedRecord } from '../kafka/kafka-client.js';
import type { MessagingLogger } from '../ports/messaging-logger.js';
import { InMemoryParkingStore } from './parking-store.memory.js';
import { DeadLetters } from './dead-letters.js';
import { PartitionProducer } from '../kafka/partition-producer.js';
import { Pipeline } from './pipeline.js';
import { TopicHandler, type BatchHandler } from './topic-handler.js';
import { partitionName } from '../kafka/record-position.js';

const quiet: MessagingLogger = { debug() {}, info() {}, warn() {}, error() {} };

class RememberingProducer extends KafkaProducer {
  readonly appended: { partition: string; record: AppendedRecord }[] = [];
  failure: Error | undefined;

  async append(topic: string, partition: number, records: readonly AppendedRecord[]): Promise<void> {
    if (this.failure) throw this.failure;
    for (const record of records)
      this.appended.push({ partition: partitionName({ topic, partition }), record });
  }

  async disconnect(): Promise<void> {}
}

const card = (token: string, version = 1) =>
  encode(cards, {
    id: `${token}.v${version}`,
    type: 'peaje.card.changed.v1',
    source: '/test',
    subject: token,
    time: '2026-11-22T10:00:00.000Z',
    data: {
      token,
      accountId: 'acc',
      product: 'debit',
      last4: '4242',
      expires: '2030-12',
      status: 'active',
      deniedSince: null,
      version,
    },
  });

/** The record of a card at an offset of partition 2; by default each has a card of its own. */
export const fetched = (
  offset: number,
  change: { token?: string; key?: string; value?: string; type?: string } = {},
): FetchedRecord => {
  const { key, value, headers } = card(change.token ?? `card_${offset}`);
  const withType = { ...headers, ...(change.type ? { ce_type: change.type } : {}) };
  return {
    topic: 'cards',
    partition: 2,
    offset: BigInt(offset),
    timestampMs: 1n,
    key: Buffer.from(change.key ?? key),
    value: Buffer.from(change.value ?? value),
    headers: Object.entries(withType).map(([name, text]) => [name, Buffer.from(text)] as const),
  };
};

/** A pipeline whose handler gets offsets. `store` is what outlives it. */
export function given(
  handler: (offsets: bigint[]) => Promise<readonly Outgoing[] | void>,
  { store = new InMemoryParkingStore(), as = 'events' as 'events' | 'records' } = {},
) {
  const log = new RememberingProducer();
  const producer = new PartitionProducer(log);
  const seen = { ignored: [] as string[], transient: [] as string[], runs: [] as bigint[][] };
  const run: BatchHandler = (payload) => {
    const offsets = (payload as Received<unknown>[]).map(({ offset }) => offset);
    seen.runs.push(offsets);
    return handler(offsets);
  };
  const observer = {
    onHandled() {},
    onIgnored: (type: string) => void seen.ignored.push(type),
    onDeadLetter() {},
    onTransient: (code: string) => void seen.transient.push(code),
  };
  const subscription = { topics: [cards], group: 'pos', as, pace: 'at-once' as const, dropOnDiscard: [] };
  const partitions = new KnownPartitions(store);
  const pipeline = new Pipeline({
    handler: new TopicHandler(subscription, { onBatch: run, onDiscard: new Map() }, producer),
    deadLetters: new DeadLetters(store, new DeadLetterCopies(producer, 'pos')),
    partitions,
    store,
    observer,
    logger: quiet,
  });
  const deadLetters = () =>
    log.appended
      .filter(({ partition }) => partition === 'cards.pos.dlq/2')
      .map(({ record: { headers } }) => [
        headers['peaje-dlq-offset'],
        headers['peaje-dlq-code'],
        headers['peaje-dlq-attempts'],
      ]);
  return { pipeline, log, seen, deadLetters, store, partitions };
}
