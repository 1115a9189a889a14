import { Admin, Consumer } from '@platformatic/kafka';
import { newId } from '@peaje/kernel';
import { controlClient, type ControlClient } from '@peaje/stack';
import { eventually } from '../outside/eventually.js';
import { readStack } from '../outside/stack-file.js';
import { TestKafka } from '../test-kafka.js';

export type Fault = 'stop' | 'kill';

export const PARTITIONS = 4;
const BACK_WITHIN_MS = 90_000;

interface PartitionState {
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly inSync: number;
}

/** A topic of its own on the shared brokers, whose leaders can be taken away. */
export class JudgedTopic {
  readonly name = `judged-${newId()}`;
  private readonly kafka = new TestKafka();
  private readonly admin = new Admin({ clientId: 'judge', bootstrapBrokers: [...readStack().kafka.brokers] });
  private readonly control: ControlClient = controlClient(readStack() as never);

  async create(): Promise<void> {
    await this.kafka.connect();
    await this.kafka.createTopics([this.name], PARTITIONS);
  }

  async close(): Promise<void> {
    await Promise.all([this.kafka.disconnect(), this.admin.close()]);
  }

  /** Stops or kills the leader of the partition. Returns when another broker has led it and all replicas are in sync. */
  async takeLeader(partition: number, fault: Fault): Promise<void> {
    const before = (await this.partitionStates())[partition]!;
    const broker = this.control.broker(before.leader);
    await (fault === 'stop' ? broker.stop() : broker.kill({ signal: 'SIGKILL' }));
    await eventually(
      `another broker leads ${this.name}/${partition}`,
      async () => {
        const now = (await this.partitionStates())[partition]!;
        expect(now.leaderEpoch).toBeGreaterThan(before.leaderEpoch);
      },
      BACK_WITHIN_MS,
    );
    if (fault === 'stop') await broker.start();
    await this.untilInSync();
  }

  async untilInSync(): Promise<void> {
    await eventually(
      `every replica of ${this.name} is in sync`,
      async () => {
        const inSync = (await this.partitionStates()).map(({ inSync }) => inSync);
        expect(inSync).toEqual(Array.from({ length: PARTITIONS }, () => 3));
      },
      BACK_WITHIN_MS,
    );
  }

  /** Reads the whole topic by two clients that share no code. No writer may be left. */
  async read(): Promise<string[][]> {
    const one = await this.readByKafkajs();
    const other = await this.readByPlatformatic();
    expect(other).toEqual(one);
    return one;
  }

  private async readByKafkajs(): Promise<string[][]> {
    const log: string[][] = Array.from({ length: PARTITIONS }, () => []);
    for (const { partition, value } of await this.kafka.readAll(this.name)) log[partition]!.push(value!);
    return log;
  }

  private async readByPlatformatic(): Promise<string[][]> {
    const log: string[][] = Array.from({ length: PARTITIONS }, () => []);
    let left = await this.kafka.endOffset(this.name);
    const consumer = new Consumer({
      clientId: 'judge',
      groupId: `judge-${newId()}`,
      bootstrapBrokers: [...readStack().kafka.brokers],
      autocommit: false,
    });
    const stream = await consumer.consume({ topics: [this.name], mode: 'earliest', maxWaitTime: 100 });
    for await (const { partition, value } of stream) {
      log[partition]!.push(value.toString());
      if (--left === 0) break;
    }
    await consumer.close(true);
    return log;
  }

  private async partitionStates(): Promise<PartitionState[]> {
    const { topics } = await this.admin.metadata({ topics: [this.name], forceUpdate: true });
    return topics
      .get(this.name)!
      .partitions.map(({ leader, leaderEpoch, isr }) => ({ leader, leaderEpoch, inSync: isr.length }));
  }
}
