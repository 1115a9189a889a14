import { Logger } from '@nestjs/common';
import type { KafkaClient } from '@peaje/messaging';
import { PartitionCheck } from './partition-check.js';
import type { ServiceConfig } from '../config/service-env.js';

const clientWith = (partitions: number) =>
  ({
    endOffsets: async (topic: string) =>
      Array.from({ length: partitions }, (_, partition) => ({ topic, partition, offset: 0n })),
  }) as unknown as KafkaClient;

const exitCodeOf = (partitions: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const check = new PartitionCheck(
      clientWith(partitions),
      { PEAJE_PARTITIONS: 4 } as ServiceConfig,
      resolve,
    );
    check.onApplicationBootstrap();
    setImmediate(() => setImmediate(() => resolve(undefined)));
  });

beforeAll(() => Logger.overrideLogger(false));

describe('the number of partitions', () => {
  it('as configured: the service goes on', async () => {
    expect(await exitCodeOf(4)).toBeUndefined();
  });

  it('another one: the service ends, before a key goes two ways', async () => {
    expect(await exitCodeOf(8)).toBe(78);
  });
});
