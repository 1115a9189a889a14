import { Inject, Module } from '@nestjs/common';
import { Clock } from '@peaje/kernel';
import {
  countParked,
  Discards,
  MessagingMetrics,
  RedriveParked,
  Redrives,
  Relay,
  TopicHandlers,
  type RedrivesDeps,
} from '@peaje/messaging';
import pg from 'pg';
import { Gauge, Registry } from 'prom-client';
import { sqlDatabase } from '../database/database.js';
import { DeadLettersController } from './dead-letters.controller.js';
import { SERVICE } from '../http/docs.controller.js';
import { OutboxModule } from './outbox.module.js';
import { RedrivesController } from './redrives.controller.js';

const { Pool } = pg;
const DEPS = Symbol('redrives-deps');

/** For services that park what they cannot handle: their operators' routes, and the gauges that call for one. */
@Module({
  imports: [OutboxModule],
  controllers: [DeadLettersController, RedrivesController],
  providers: [
    {
      provide: DEPS,
      useFactory: (
        pool: pg.Pool,
        handlers: TopicHandlers,
        group: string,
        clock: Clock,
        metrics: MessagingMetrics,
        relay: Relay,
      ): RedrivesDeps => ({
        ...{ handlers, group, clock, metrics },
        database: sqlDatabase(pool),
        offer: (rows) => relay.offer(rows),
      }),
      inject: [Pool, TopicHandlers, SERVICE, Clock, MessagingMetrics, Relay],
    },
    { provide: Redrives, useFactory: (deps: RedrivesDeps) => new Redrives(deps), inject: [DEPS] },
    { provide: Discards, useFactory: (deps: RedrivesDeps) => new Discards(deps), inject: [DEPS] },
    {
      provide: RedriveParked,
      useFactory: ({ database }: RedrivesDeps, redrives: Redrives) => new RedriveParked(database, redrives),
      inject: [DEPS, Redrives],
    },
  ],
})
export class ParkingModule {
  constructor(@Inject(Registry) registry: Registry, @Inject(Pool) pool: pg.Pool) {
    gauge(registry, 'peaje_parked_keys', 'Keys whose records wait for an operator', async () => {
      return (await countParked(pool)).keys;
    });
    gauge(registry, 'peaje_parked_records', 'Dead letters, and records that wait behind them', async () => {
      return (await countParked(pool)).records;
    });
  }
}

/** Counted in the database when somebody looks: every instance says the same. While it is away: what it was. */
function gauge(registry: Registry, name: string, help: string, count: () => Promise<number>): void {
  new Gauge({
    ...{ name, help },
    registers: [registry],
    async collect() {
      await count().then(
        (value) => this.set(value),
        () => undefined,
      );
    },
  });
}
