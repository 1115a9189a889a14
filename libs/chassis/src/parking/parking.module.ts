import { Inject, Module, type FactoryProvider, type ModuleMetadata } from '@nestjs/common';
import { Clock } from '@peaje/kernel';
import {
  countParked,
  countUnreadableBatches,
  Discards,
  insertOutbox,
  MessagingMetrics,
  RedriveParked,
  PartitionProducer,
  Redrives,
  Relay,
  SkipBatch,
  TopicHandlers,
  type RedrivesDeps,
  type SkipBatchDeps,
  type SqlDatabase,
} from '@peaje/messaging';
import pg from 'pg';
import { Gauge, Registry } from 'prom-client';
import { sqlDatabase } from '../database/database.js';
import { DeadLettersController, PARKED } from './dead-letters.controller.js';
import { PartitionCheck } from '../health/partition-check.js';
import { SERVICE } from '../http/docs.controller.js';
import { OutboxModule } from './outbox.module.js';
import { recordAtOnce } from './record-at-once.js';
import { RedrivesController } from './redrives.controller.js';
import { UnreadableBatchesController } from './unreadable-batches.controller.js';

const { Pool } = pg;
const DEPS = Symbol('redrives-deps');
const RECORDER = Symbol('recorder');

/** How a service publishes what an operator did: through its outbox, or before it commits. */
type Recorder = SkipBatchDeps['record'];

/** The routes of operators over the database of `deps`. */
const routesOver = (
  deps: Omit<FactoryProvider<RedrivesDeps>, 'provide'>,
  recorder: Omit<FactoryProvider<Recorder>, 'provide'>,
): Required<Pick<ModuleMetadata, 'controllers' | 'providers'>> => ({
  controllers: [DeadLettersController, RedrivesController, UnreadableBatchesController],
  providers: [
    { ...deps, provide: DEPS },
    { provide: PARKED, useFactory: ({ database }: RedrivesDeps) => database, inject: [DEPS] },
    { provide: Redrives, useFactory: (deps: RedrivesDeps) => new Redrives(deps), inject: [DEPS] },
    { provide: Discards, useFactory: (deps: RedrivesDeps) => new Discards(deps), inject: [DEPS] },
    {
      provide: RedriveParked,
      useFactory: ({ database }: RedrivesDeps, redrives: Redrives) => new RedriveParked(database, redrives),
      inject: [DEPS, Redrives],
    },
    { ...recorder, provide: RECORDER },
    {
      provide: SkipBatch,
      useFactory: (pool: pg.Pool, service: string, clock: Clock, record: Recorder) =>
        new SkipBatch({ database: sqlDatabase(pool), service, clock, record }),
      inject: [Pool, SERVICE, Clock, RECORDER],
    },
  ],
});

/** For services that park records: the routes of their operators, and the gauges that call an operator. */
@Module({
  imports: [OutboxModule],
  ...routesOver(
    {
      useFactory: (
        pool: pg.Pool,
        handlers: TopicHandlers,
        service: string,
        clock: Clock,
        metrics: MessagingMetrics,
        relay: Relay,
      ) => ({
        handlers,
        service,
        clock,
        metrics,
        database: sqlDatabase(pool),
        offer: (rows) => relay.offer(rows),
      }),
      inject: [Pool, TopicHandlers, SERVICE, Clock, MessagingMetrics, Relay],
    },
    { useFactory: (): Recorder => (session, row) => insertOutbox(session, [row]) },
  ),
})
export class ParkingModule {
  constructor(@Inject(Registry) registry: Registry, @Inject(Pool) pool: pg.Pool) {
    gauge(registry, 'peaje_parked_keys', 'Keys whose records wait for an operator', async () => {
      return (await countParked(pool)).keys;
    });
    gauge(registry, 'peaje_parked_records', 'Dead letters, and records that wait behind them', async () => {
      return (await countParked(pool)).records;
    });
    unreadableGauge(registry, pool);
  }
}

const EMPTY: SqlDatabase = {
  query: () => Promise.resolve({ rows: [], rowCount: 0 }),
  transaction: (work) => work(EMPTY),
};

/** For services that never park a record, as audit: the same routes over an empty database. It has no outbox either. */
@Module(
  routesOver(
    {
      useFactory: (handlers: TopicHandlers, service: string, clock: Clock, metrics: MessagingMetrics) => ({
        handlers,
        service,
        clock,
        metrics,
        database: EMPTY,
        offer: () => undefined,
      }),
      inject: [TopicHandlers, SERVICE, Clock, MessagingMetrics],
    },
    {
      useFactory: (producer: PartitionProducer, partitions: PartitionCheck): Recorder =>
        recordAtOnce(producer, (topic) => partitions.countOf(topic)),
      inject: [PartitionProducer, PartitionCheck],
    },
  ),
)
export class NothingParkedModule {
  constructor(@Inject(Registry) registry: Registry, @Inject(Pool) pool: pg.Pool) {
    unreadableGauge(registry, pool);
  }
}

const unreadableGauge = (registry: Registry, pool: pg.Pool): void =>
  gauge(registry, 'peaje_unreadable_batches', 'Batches that the group waits before', () =>
    countUnreadableBatches(pool),
  );

/** Counts in the database at each scrape, so that every instance reports the same; the last count while it is away. */
function gauge(registry: Registry, name: string, help: string, count: () => Promise<number>): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      await count().then(
        (value) => this.set(value),
        () => undefined,
      );
    },
  });
}
