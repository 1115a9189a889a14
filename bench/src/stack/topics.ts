import { setTimeout as pause } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { openKafka } from '../arms/bare/kafka.js';
import { PARTITIONS } from './bench-stack.js';

const BETWEEN_LOOKS_MS = 100;

export interface Reading {
  readonly group: string;
  readonly topics: readonly string[];
}

/** Topics of the stack's brokers and how far their groups are. */
export class Topics {
  private constructor(
    readonly brokers: readonly string[],
    private readonly admin: Admin,
  ) {}

  static async connect(brokers: readonly string[]): Promise<Topics> {
    const admin = openKafka('bench', brokers).admin();
    await admin.connect();
    return new Topics(brokers, admin);
  }

  disconnect(): Promise<void> {
    return this.admin.disconnect();
  }

  /** With the replication that the topics of Peaje have. */
  async create(names: readonly string[]): Promise<void> {
    const configEntries = [{ name: 'min.insync.replicas', value: '2' }];
    const topics = names.map((topic) => ({
      topic,
      numPartitions: PARTITIONS,
      replicationFactor: 3,
      configEntries,
    }));
    await this.admin.createTopics({ topics, waitForLeaders: true });
  }

  async records(topic: string): Promise<number> {
    const offsets = await this.admin.fetchTopicOffsets(topic);
    return offsets.reduce((sum, { offset }) => sum + Number(offset), 0);
  }

  /** By partition. */
  async ends(topic: string): Promise<{ partition: number; offset: string }[]> {
    const offsets = await this.admin.fetchTopicOffsets(topic);
    return offsets.map(({ partition, offset }) => ({ partition, offset }));
  }

  /** Sets a group without members back. */
  async readAgain(
    group: string,
    topic: string,
    from: { partition: number; offset: string }[],
  ): Promise<void> {
    await this.admin.setOffsets({ groupId: group, topic, partitions: from });
  }

  async lag({ group, topics }: Reading): Promise<number> {
    const committed = await this.admin.fetchOffsets({ groupId: group, topics: [...topics] });
    let lag = 0;
    for (const { topic, partitions } of committed) {
      const ends = await this.admin.fetchTopicOffsets(topic);
      for (const { partition, offset } of ends) {
        const at = Number(partitions.find((one) => one.partition === partition)?.offset ?? 0);
        lag += Number(offset) - Math.max(0, at);
      }
    }
    return lag;
  }

  /** Returns when these groups have committed all records. @throws when that takes longer than `withinMs` */
  async untilRead(readings: readonly Reading[], withinMs = 600_000): Promise<void> {
    const untilMs = performance.now() + withinMs;
    for (const reading of readings) {
      for (;;) {
        const lag = await this.lag(reading);
        if (lag === 0) break;
        if (performance.now() > untilMs) throw new Error(`${reading.group} is ${lag} records behind`);
        await pause(BETWEEN_LOOKS_MS);
      }
    }
  }
}
