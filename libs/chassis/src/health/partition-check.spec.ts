import { Logger } from '@nestjs/common';
import type { KafkaClient } from '@peaje/messaging';
import { PartitionCheck } from './partition-check.js';
import type { ServiceConfig } from '../config/service-env.js';

const config = { PEAJE_PARTITIONS: 4 } as ServiceConfig;

const clientWith = (partitionsOf: (topic: string) => number) =>
  ({
    endOffsets: async (topic: string) =>
      Array.from({ length: partitionsOf(topic) }, (_, partition) => ({ topic, partition, offset: 0n })),
  }) as unknown as KafkaClient;

/** Its exit code, or that senders and readers may begin. */
const outcomeOf = (client: KafkaClient): Promise<(number | 'passed')[]> =>
  new Promise((resolve) => {
    const outcomes: (number | 'passed')[] = [];
    const check = new PartitionCheck(client, config, (exitCode) => void outcomes.push(exitCode));
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
    expect(await outcomeOf(clientWith(() => 4))).toEqual(['passed']);
  });

  it('another one: the service ends, before a key goes two ways', async () => {
    expect(await outcomeOf(clientWith(() => 8))).toEqual([78]);
  });

  it.each(['charges.requested', 'charges.decided', 'passages.requested', 'passages.decided'])(
    'another one of %s alone: the service ends',
    async (grown) => {
      expect(await outcomeOf(clientWith((topic) => (topic === grown ? 8 : 4)))).toEqual([78]);
    },
  );

  it('of topics that do not grow with charges: whatever they were created with', async () => {
    const client = clientWith((topic) => (/^(charges|passages)/.test(topic) ? 4 : 2));
    expect(await outcomeOf(client)).toEqual(['passed']);
  });

  it('a sender asks for it topic by topic, and is told to wait before Kafka has answered', async () => {
    const check = new PartitionCheck(
      clientWith((topic) => (topic === 'cards' ? 2 : 4)),
      config,
    );
    expect(() => check.countOf('cards')).toThrow(expect.objectContaining({ code: 'not-ready' }));
    check.onApplicationBootstrap();
    await check.passed;
    check.onApplicationShutdown();
    expect(['cards', 'charges.requested'].map((topic) => check.countOf(topic))).toEqual([2, 4]);
  });

  it('Kafka does not answer: nothing is sent yet, and nothing ends', async () => {
    const silent = { endOffsets: () => Promise.reject(new Error('no broker')) } as unknown as KafkaClient;
    expect(await outcomeOf(silent)).toEqual([]);
  });
});
