import {
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { operationsPerformed, type TopicContract } from '@peaje/contracts';
import { SystemClock } from '@peaje/kernel';
import { BatchStrategy } from './consume/batch-strategy.js';
import { ConsumerHealth } from './consume/consumer-health.js';
import { TopicHandlers } from './consume/topic-handler.js';
import { KafkajsClient, type KafkaOptions } from './kafka/kafkajs-client.js';
import { PartitionCounts } from './kafka/partition-counts.js';
import { PartitionProducer } from './kafka/partition-producer.js';
import { insertOutbox } from './outbox/outbox.sql.js';
import { Relay } from './outbox/relay.js';
import { Discards } from './parking/discards.js';
import { SqlParkingStore } from './parking/parking-store.sql.js';
import { RedriveParked } from './parking/redrive-parked.js';
import { Redrives } from './parking/redrives.js';
import { SkipBatch } from './parking/skip-batch.js';
import { SqlUnreadableBatchStore } from './parking/unreadable-batches.sql.js';
import { NoMetrics, type MessagingMetrics } from './ports/messaging-metrics.js';
import { nestLogger } from './ports/nest-logger.js';
import { PoolDatabase, type SqlPool } from './ports/pool-database.js';
import { SqlDatabase } from './ports/sql-session.js';

export interface MessagingOptions {
  /** The name of the service: its consumer group, the client id at Kafka, and the group in reports of operations. */
  readonly service: string;
  readonly kafka: Pick<KafkaOptions, 'brokers' | 'ssl' | 'sasl'>;
  /** On a database with the tables of schema.sql. The module ends it, last of all, at the shutdown. */
  readonly pool: SqlPool;
  /** What goes through the outbox. `operations.performed`, where redrives are reported, need not be named. */
  readonly topics: readonly TopicContract[];
  readonly metrics?: MessagingMetrics;
}

type Parts = ReturnType<typeof wire>;
const PARTS = Symbol('messaging-parts');

const part = <K extends keyof Parts>(provide: abstract new (...args: never[]) => Parts[K], name: K) => ({
  provide,
  useFactory: (parts: Parts) => parts[name],
  inject: [PARTS],
});

const TOKENS = [
  part(SqlDatabase, 'database'),
  part(Relay, 'relay'),
  part(BatchStrategy, 'strategy'),
  part(ConsumerHealth, 'health'),
  part(RedriveParked, 'redriveParked'),
  part(Discards, 'discards'),
  part(SkipBatch, 'skipBatch'),
];

/**
 * This library in a Nest application of its own. `@peaje/chassis` wires the same parts with its checks and metrics. The
 * application connects the strategy: `app.connectMicroservice({ strategy: app.get(BatchStrategy) })`.
 */
@Module({})
export class MessagingModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(@Inject(PARTS) private readonly parts: Parts) {}

  static forRoot(options: MessagingOptions): DynamicModule {
    const parts = { provide: PARTS, useFactory: () => wire(options) };
    return {
      module: MessagingModule,
      global: true,
      providers: [parts, ...TOKENS],
      exports: TOKENS.map(({ provide }) => provide),
    };
  }

  onApplicationBootstrap(): void {
    void this.parts.relay.start();
  }

  /** Nest has closed HTTP and the consumers before: relay, producer, client, pool. */
  async onApplicationShutdown(): Promise<void> {
    const { counts, relay, log, client, pool } = this.parts;
    counts.stop();
    await relay.stop();
    await log.disconnect();
    await client.disconnect();
    await pool.end();
  }
}

function wire({ service, kafka, pool, topics, metrics = new NoMetrics() }: MessagingOptions) {
  const logger = nestLogger('messaging');
  const onRequest = (api: string) => metrics.kafkaRequest(api);
  const client = new KafkajsClient({ ...kafka, clientId: service, logger, onRequest });
  const log = client.createProducer();
  const producer = new PartitionProducer(log);
  const counts = new PartitionCounts(
    client,
    [...topics, operationsPerformed].map(({ name }) => name),
    logger,
  );
  const passed = counts.known;
  const partitionsOf = (topic: string) => counts.of(topic);
  const relay = new Relay({ session: pool, producer, partitionsOf, passed, metrics, logger });

  const handlers = new TopicHandlers();
  const health = new ConsumerHealth();
  const parking = new SqlParkingStore(pool);
  const unreadable = new SqlUnreadableBatchStore(pool);
  const consumers = { client, producer, handlers, health, parking, unreadable, passed, metrics, logger };
  const strategy = new BatchStrategy(consumers);

  const database: SqlDatabase = new PoolDatabase(pool);
  const clock = new SystemClock();
  const offer: Relay['offer'] = (rows) => relay.offer(rows);
  const operators = { service, database, handlers, metrics, clock, offer };
  const redriveParked = new RedriveParked(database, new Redrives(operators));
  const discards = new Discards(operators);
  const skipBatch = new SkipBatch({ ...operators, record: (session, row) => insertOutbox(session, [row]) });
  return { pool, client, log, counts, relay, database, strategy, health, redriveParked, discards, skipBatch };
}
