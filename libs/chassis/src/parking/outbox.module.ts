import { Inject, Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { MessagingMetrics, PartitionProducer, Relay } from '@peaje/messaging';
import { PinoLogger } from 'nestjs-pino';
import pg from 'pg';
import { messagingLogger } from '../config/logging.js';
import { LostDatabaseCheck } from '../health/lost-database-check.js';
import { PartitionCheck } from '../health/partition-check.js';

const { Pool } = pg;

/** For services with an outbox table: the relay, from start to stop. It sends once the checks of the start have passed. */
@Module({
  providers: [
    {
      provide: Relay,
      useFactory: (
        session: pg.Pool,
        producer: PartitionProducer,
        metrics: MessagingMetrics,
        logger: PinoLogger,
        lostDatabase: LostDatabaseCheck,
        partitions: PartitionCheck,
      ) =>
        new Relay({
          session,
          producer,
          partitionsOf: (topic) => partitions.countOf(topic),
          metrics,
          logger: messagingLogger(logger),
          passed: Promise.all([lostDatabase.passed, partitions.passed]),
        }),
      inject: [Pool, PartitionProducer, MessagingMetrics, PinoLogger, LostDatabaseCheck, PartitionCheck],
    },
  ],
  exports: [Relay],
})
export class OutboxModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(@Inject(Relay) private readonly relay: Relay) {}

  onApplicationBootstrap(): void {
    void this.relay.start();
  }

  /** After HTTP and consumers, before the producer and the pool, which the chassis closes last. */
  async onApplicationShutdown(): Promise<void> {
    await this.relay.stop();
  }
}
