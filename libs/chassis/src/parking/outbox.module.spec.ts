import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { MessagingMetrics, PartitionProducer, Relay } from '@peaje/messaging';
import { PinoLogger } from 'nestjs-pino';
import pg from 'pg';
import { LostDatabaseCheck } from '../health/lost-database-check.js';
import { PartitionCheck } from '../health/partition-check.js';
import { OutboxModule } from './outbox.module.js';

const row = { id: 'e', topic: 't', key: 'k', headers: {}, value: '{}' };
const turn = () => new Promise((resolve) => setImmediate(resolve));

it.each(['of the database', 'of the partitions'])(
  'the relay sends nothing before the check %s has passed too',
  async (last) => {
    const sent: string[] = [];
    const checks = {
      'of the database': Promise.withResolvers<void>(),
      'of the partitions': Promise.withResolvers<void>(),
    };
    const provide = (token: unknown, useValue: unknown) => ({ provide: token as never, useValue });
    const providers = [
      provide(pg.Pool, { query: async () => ({ rows: [{ count: 0 }] }) }),
      provide(PartitionProducer, {
        append: async (_: string, __: number, { key }: { key: string }) => void sent.push(key),
      }),
      provide(MessagingMetrics, { outboxRelayed() {}, outboxWaiting() {} }),
      provide(PinoLogger, {}),
      provide(LostDatabaseCheck, { passed: checks['of the database'].promise }),
      provide(PartitionCheck, { passed: checks['of the partitions'].promise, countOf: () => 4 }),
    ];
    @Module({ providers, exports: providers.map(({ provide }) => provide) })
    class Surroundings {}
    const module = await Test.createTestingModule({
      imports: [{ module: Surroundings, global: true }, OutboxModule],
    }).compile();
    await module.init();
    const relay = module.get(Relay);

    for (const [name, { resolve }] of Object.entries(checks)) if (name !== last) resolve();
    await turn();
    relay.offer([row]);
    expect(sent).toEqual([]);
    for (const { resolve } of Object.values(checks)) resolve();
    await turn();
    relay.offer([row]);
    await module.close();
    expect(sent).toEqual(['k']);
  },
);
