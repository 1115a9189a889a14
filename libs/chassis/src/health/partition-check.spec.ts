import { Logger } from '@nestjs/common';
import type { KafkaClient } from '@peaje/messaging';
import { PartitionCheck } from './partition-check.js';
import type { ServiceConfig } from '../config/service-env.js';

const clientWith = (partitions: number) =>
  ({
    endOffsets: async (topic: string) =>
      Array.from({ length: partitions }, (_, partition) => ({ topic, partition, offset: 0n })),
  }) as unknown as KafkaClient;

/** Its exit code, or that senders and readers may begin. */
const outcomeOf = (client: KafkaClient): Promise<(number | 'passed')[]> =>
  new Promise((resolve) => {
    const outcomes: (number | 'passed')[] = [];
    const check = new PartitionCheck(
      client,
      { PEAJE_PARTITIONS: 4 } as ServiceConfig,
      (exitCode) => void outcomes.push(exitCode),
    );
    void check.passed.then(() => outcomes.push('passed'));
    check.onApplicationBootstrap();
    setImmediate(() =>
      setImmediate(() => {
        check.onApplicationShutdown();
        resolve(outcomes);
      }),
    );
  });

beforeAll(() => Logger.overrideLogger(false));

describe('the number of partitions', () => {
  it('as configured: the service goes on', async () => {
    expect(await outcomeOf(clientWith(4))).toEqual(['passed']);
  });

  it('another one: the service ends, before a key goes two ways', async () => {
    expect(await outcomeOf(clientWith(8))).toEqual([78]);
  });

  it('Kafka does not answer: nothing is sent yet, and nothing ends', async () => {
    const silent = { endOffsets: () => Promise.reject(new Error('no broker')) } as unknown as KafkaClient;
    expect(await outcomeOf(silent)).toEqual([]);
  });
});
