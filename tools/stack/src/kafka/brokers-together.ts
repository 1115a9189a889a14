import { Kafka, logLevel } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';

import { StackError } from '../stack-error.js';

const TIMEOUT_MS = 120_000;

/** Waits until these brokers have formed one cluster. @throws StackError `brokers-apart` */
export async function untilTogether(brokers: string[]): Promise<void> {
  const kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING, retry: { retries: 0 } });
  const deadline = Date.now() + TIMEOUT_MS;
  while ((await countBrokers(kafka)) < brokers.length) {
    if (Date.now() > deadline) {
      throw new StackError(
        'brokers-apart',
        'The brokers run, but have not formed a cluster.',
        'See .peaje/logs/kafka-*.log; in containers: docker compose logs kafka-1 kafka-2 kafka-3',
      );
    }
    await sleep(100);
  }
}

async function countBrokers(kafka: Kafka): Promise<number> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    return (await admin.describeCluster()).brokers.length;
  } catch {
    return 0;
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}
