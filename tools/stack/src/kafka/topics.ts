import { topicCatalogue } from '@peaje/contracts';
import { type Admin, Kafka, logLevel } from 'kafkajs';

import { StackError } from '../stack-error.js';

/**
 * Creates the topics that are missing, and waits until each has its leaders. Existing ones are left as they are.
 * @throws StackError `partitions-changed`: another number of partitions would send an account's next charge to
 * another partition, so that order by account would be lost.
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
    const existing = new Set(await admin.listTopics());
    const wanted = topicCatalogue(partitions);
    const missing = wanted.filter(({ name }) => !existing.has(name));
    if (missing.length > 0) {
      await admin.createTopics({
        waitForLeaders: true,
        topics: missing.map(({ name, partitions: numPartitions, config }) => ({
          topic: name,
          numPartitions,
          replicationFactor: replicas,
          configEntries: Object.entries({ ...config, ...inSync(replicas) }).map(([key, value]) => ({
            name: key,
            value,
          })),
        })),
      });
    }
    await assertPartitions(
      admin,
      wanted.filter(({ name }) => existing.has(name)),
    );
  } finally {
    await admin.disconnect();
  }
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
      `The topic ${name} has ${actual} partitions, and PEAJE_PARTITIONS asks for ${partitions}.`,
      `Go on with PEAJE_PARTITIONS=${actual} npm start, or begin anew: npm run reset`,
    );
  }
}
