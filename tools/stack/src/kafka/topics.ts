import { growsWithCharges, topicCatalogue, type TopicToCreate } from '@peaje/contracts';
import { type Admin, type ITopicConfig, Kafka, logLevel } from 'kafkajs';

import { StackError } from '../stack-error.js';

const TRIES = 5;

/**
 * Creates the missing topics and waits until each has its leaders. Existing topics stay unchanged.
 * @throws StackError `partitions-changed`: with another number of partitions of the topics of charges, the next charges of an
 * account would go to another partition, and the order of the account's events would be lost.
 */
export async function ensureTopics(brokers: string[], partitions: number): Promise<void> {
  const replicas = Math.min(3, brokers.length);
  const admin = new Kafka({
    brokers,
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 100, maxRetryTime: 500, retries: 40 },
  }).admin();
  await admin.connect();
  try {
    const before = new Set(await admin.listTopics());
    const wanted = topicCatalogue(partitions);
    await assertPartitions(
      admin,
      wanted.filter(({ name }) => before.has(name) && growsWithCharges(name)),
    );
    await createMissing(admin, wanted, replicas);
  } finally {
    await admin.disconnect();
  }
}

/** On a busy machine one request may time out. The next attempt creates only the topics that are still missing. */
async function createMissing(admin: Admin, wanted: TopicToCreate[], replicas: number): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const existing = new Set(await admin.listTopics());
    const missing = wanted.filter(({ name }) => !existing.has(name));
    if (missing.length === 0) return;
    try {
      await admin.createTopics({
        timeout: 20_000,
        waitForLeaders: true,
        topics: missing.map((topic) => creation(topic, replicas)),
      });
    } catch (cause) {
      if (attempt < TRIES) continue;
      const message = `Kafka has not created the topics: ${(cause as Error).message}`;
      throw new StackError('topics-failed', message, 'See .peaje/logs/kafka-*.log, then start again.', {
        cause,
      });
    }
  }
}

function creation({ name, partitions, config }: TopicToCreate, replicas: number): ITopicConfig {
  const entries = Object.entries({ ...config, ...inSync(replicas) });
  return {
    topic: name,
    numPartitions: partitions,
    replicationFactor: replicas,
    configEntries: entries.map(([key, value]) => ({ name: key, value })),
  };
}

function inSync(replicas: number): Record<string, string> {
  return { 'min.insync.replicas': replicas === 3 ? '2' : '1' };
}

async function assertPartitions(admin: Admin, wanted: { name: string; partitions: number }[]): Promise<void> {
  if (wanted.length === 0) return;
  const { topics } = await admin.fetchTopicMetadata({ topics: wanted.map(({ name }) => name) });
  for (const { name, partitions } of wanted) {
    const actual = topics.find((topic) => topic.name === name)?.partitions.length ?? 0;
    if (actual === partitions) continue;
    throw new StackError(
      'partitions-changed',
      `PEAJE_PARTITIONS is ${partitions}, but the topic ${name} has ${actual} partitions.`,
      `Start with PEAJE_PARTITIONS=${actual} npm start. To change the number: docs/runbooks/more-partitions.md`,
    );
  }
}
