import { Module } from '@nestjs/common';
import { CONFIG, NothingParkedModule, PartitionCheck, provide } from '@peaje/chassis';
import { auditCheckpoints } from '@peaje/contracts';
import { Clock } from '@peaje/kernel';
import { KafkaClient, PartitionProducer } from '@peaje/messaging';
import pg from 'pg';
import { Registry } from 'prom-client';
import { publicKeysOf, type AuditConfig } from './audit.config.js';
import { AppendLoad } from './append-load.js';
import { ChainSightings } from './chain-sightings.js';
import { ChainsController } from './chains.controller.js';
import { CheckpointAlarms } from './checkpoint-alarms.js';
import { CheckpointHealthController } from './checkpoint-health.controller.js';
import { CheckpointLog } from './checkpoint-log.js';
import { CheckpointsController } from './checkpoints.controller.js';
import { CheckpointPublisher } from './checkpoint-publisher.js';
import { AuditDatabase } from './audit-database.js';
import { EntriesController } from './entries.controller.js';
import { KeyRing } from './key-ring.js';
import { PublishedCheckpoints } from './published-checkpoints.js';
import { ReconciliationController } from './reconciliation.controller.js';
import { RecordKeeper } from './record-keeper.js';
import { RecordsConsumer } from './records.consumer.js';
import { VerificationsController } from './verifications.controller.js';
import { VerifyChains } from './verify-chains.js';

const { Pool } = pg;

@Module({
  imports: [NothingParkedModule],
  controllers: [
    RecordsConsumer,
    EntriesController,
    ChainsController,
    VerificationsController,
    ReconciliationController,
    CheckpointsController,
    CheckpointHealthController,
  ],
  providers: [
    provide(AuditDatabase, AuditDatabase, [Pool]),
    {
      provide: RecordKeeper,
      useFactory: (pool: pg.Pool, config: AuditConfig, load: AppendLoad) =>
        new RecordKeeper(pool, { mayHaveHoles: config.PEAJE_ALLOW_EMPTY }, load),
      inject: [Pool, CONFIG, AppendLoad],
    },
    provide(AppendLoad, AppendLoad, []),
    provide(CheckpointLog, CheckpointLog, [KafkaClient]),
    provide(ChainSightings, ChainSightings, []),
    provide(CheckpointAlarms, CheckpointAlarms, [Registry]),
    {
      provide: KeyRing,
      useFactory: (config: AuditConfig) =>
        new KeyRing(() => publicKeysOf(config), config.PEAJE_CHECKPOINT_KEY_FILE),
      inject: [CONFIG],
    },
    {
      provide: PublishedCheckpoints,
      useFactory: (log: CheckpointLog, keys: KeyRing, alarms: CheckpointAlarms) =>
        new PublishedCheckpoints(log, keys, ({ chain, number }) =>
          alarms.raise(chain, 'two-heads', `two heads were signed as checkpoint ${number}`),
        ),
      inject: [CheckpointLog, KeyRing, CheckpointAlarms],
    },
    {
      provide: CheckpointPublisher,
      useFactory: (
        pool: pg.Pool,
        producer: PartitionProducer,
        clock: Clock,
        config: AuditConfig,
        partitions: PartitionCheck,
        ...[published, alarms, sightings]: [PublishedCheckpoints, CheckpointAlarms, ChainSightings]
      ) =>
        new CheckpointPublisher(
          pool,
          producer,
          clock,
          { published, alarms, sightings },
          {
            privateKey: config.PEAJE_CHECKPOINT_KEY_FILE,
            everyMs: config.PEAJE_CHECKPOINT_EVERY_MS,
            get partitions() {
              return partitions.countOf(auditCheckpoints.name);
            },
          },
        ),
      inject: [
        Pool,
        PartitionProducer,
        Clock,
        CONFIG,
        PartitionCheck,
        PublishedCheckpoints,
        CheckpointAlarms,
        ChainSightings,
      ],
    },
    {
      provide: VerifyChains,
      useFactory: (
        pool: pg.Pool,
        clock: Clock,
        config: AuditConfig,
        partitions: PartitionCheck,
        ...[keys, checkpoints, published, sightings, load]: [
          KeyRing,
          CheckpointLog,
          PublishedCheckpoints,
          ChainSightings,
          AppendLoad,
        ]
      ) =>
        new VerifyChains(pool, {
          keys,
          checkpoints,
          published,
          sightings,
          load,
          clock,
          everyMs: config.PEAJE_CHECKPOINT_EVERY_MS,
          get partitions() {
            return partitions.countOf(auditCheckpoints.name);
          },
        }),
      inject: [
        Pool,
        Clock,
        CONFIG,
        PartitionCheck,
        KeyRing,
        CheckpointLog,
        PublishedCheckpoints,
        ChainSightings,
        AppendLoad,
      ],
    },
  ],
})
export class AuditModule {}
