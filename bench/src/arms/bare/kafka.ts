import kafkajs, { type Kafka } from 'kafkajs';

/** kafkajs, as the arms without Nest use it. */
export const openKafka = (clientId: string, brokers: readonly string[]): Kafka =>
  new kafkajs.Kafka({
    clientId,
    brokers: [...brokers],
    logLevel: kafkajs.logLevel.ERROR,
    requestTimeout: 10_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 60 },
  });

/** The partition of an account: the same on every topic. */
export const partitionOf = (accountId: string, partitions: number): number =>
  Number(/\d+$/.exec(accountId)?.[0] ?? 0) % partitions;
