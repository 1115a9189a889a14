import { Module } from '@nestjs/common';
import { CONFIG } from '@peaje/chassis';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { AuditConfig } from './audit.config.js';
import { ChainsController } from './chains.controller.js';
import { PrismaClient } from './db/generated/client.js';
import { EntriesController } from './entries.controller.js';
import { RecordKeeper } from './record-keeper.js';
import { RecordsConsumer } from './records.consumer.js';

const { Pool } = pg;

@Module({
  controllers: [RecordsConsumer, EntriesController, ChainsController],
  providers: [
    {
      provide: PrismaClient,
      useFactory: (pool: pg.Pool) => new PrismaClient({ adapter: new PrismaPg(pool) }),
      inject: [Pool],
    },
    {
      provide: RecordKeeper,
      useFactory: (pool: pg.Pool, config: AuditConfig) =>
        new RecordKeeper(pool, { mayStartLate: config.PEAJE_ALLOW_EMPTY }),
      inject: [Pool, CONFIG],
    },
  ],
})
export class AuditModule {}
