import { Module } from '@nestjs/common';
import { CONFIG, NothingParkedModule, provide } from '@peaje/chassis';
import { Clock } from '@peaje/kernel';
import { KafkaClient, PartitionProducer } from '@peaje/messaging';
import pg from 'pg';
import type { AuditConfig } from './audit.config.js';
import { ChainsController } from './chains.controller.js';
import { CheckpointLog } from './checkpoint-log.js';
import { CheckpointPublisher } from './checkpoint-publisher.js';
import { AuditDatabase } from './audit-database.js';
import { EntriesController } from './entries.controller.js';
import { RecordKeeper } from './record-keeper.js';
import { RecordsConsumer } from './records.consumer.js';
import { VerificationsController } from './verifications.controller.js';
import { VerifyChains } from './verify-chains.js';

const { Pool } = pg;

@Module({
  imports: [NothingParkedModule],
  controllers: [RecordsConsumer, EntriesController, ChainsController, VerificationsController],
  providers: [
    provide(AuditDatabase, AuditDatabase, [Pool]),
    {
      provide: RecordKeeper,
      useFactory: (pool: pg.Pool, config: AuditConfig) =>
        new RecordKeeper(pool, { mayHaveHoles: config.PEAJE_ALLOW_EMPTY }),
      inject: [Pool, CONFIG],
    },
    {
      provide: CheckpointPublisher,
      useFactory: (pool: pg.Pool, producer: PartitionProducer, clock: Clock, config: AuditConfig) =>
        new CheckpointPublisher(pool, producer, clock, {
          privateKey: config.PEAJE_CHECKPOINT_KEY_FILE,
          everyMs: config.PEAJE_CHECKPOINT_EVERY_MS,
          partitions: config.PEAJE_PARTITIONS,
        }),
      inject: [Pool, PartitionProducer, Clock, CONFIG],
    },
    provide(CheckpointLog, CheckpointLog, [KafkaClient]),
    {
      provide: VerifyChains,
      useFactory: (pool: pg.Pool, checkpoints: CheckpointLog, config: AuditConfig) =>
        new VerifyChains(pool, checkpoints, { publicKey: config.PEAJE_CHECKPOINT_PUBLIC_KEY_FILE }),
      inject: [Pool, CheckpointLog, CONFIG],
    },
  ],
})
export class AuditModule {}
