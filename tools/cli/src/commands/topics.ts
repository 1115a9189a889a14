import { exactInt } from '@peaje/kernel';
import kafkajs, { type ITopicMetadata } from 'kafkajs';
import { command } from '../command.js';
import type { KafkaAccess } from '../kafka/kafka-access.js';
import { type PartitionView, topicText, topicsText, type TopicView } from '../render/topics.js';

export const topicsCommand = command({
  usage: 'topics [name]',
  options: (cli) =>
    cli
      .positional('name', { type: 'string', describe: 'one topic, partition by partition' })
      .example('$0 topics charges.decided', 'who leads each partition, and its first and last offset'),
  run: async ({ kafka, terminal }, { name, json }) => {
    if (name === undefined) {
      const views = (await readTopics(kafka, await kafka.topics())).map(topicView);
      return json ? terminal.printJson(views) : terminal.print(topicsText(views, terminal.width));
    }
    await kafka.assertTopic(name);
    const topic = (await readTopics(kafka, [name]))[0]!;
    const [view, layout] = [topicView(topic), layoutOf(topic)];
    await (json ? terminal.printJson([{ ...view, layout }]) : terminal.print(topicText(view, layout)));
  },
});

type Retention = Pick<TopicView, 'cleanup' | 'retentionMs'>;

/** A topic as Kafka has it. */
interface TopicState {
  readonly metadata: ITopicMetadata;
  readonly ends: Awaited<ReturnType<KafkaAccess['ends']>>;
  readonly retention: Retention;
}

async function readTopics(kafka: KafkaAccess, names: string[]): Promise<TopicState[]> {
  const { topics } = await kafka.ask((admin) => admin.fetchTopicMetadata({ topics: names }));
  const retentions = await readRetentions(kafka, names);
  const states: TopicState[] = [];
  for (const metadata of topics.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const ends = await kafka.ends(metadata.name);
    states.push({ metadata, ends, retention: retentions.get(metadata.name)! });
  }
  return states;
}

function topicView({ metadata, ends, retention }: TopicState): TopicView {
  const records = ends.reduce((sum, { low, high }) => sum + high - low, 0n);
  return { ...replication(metadata), ...retention, records: exactInt(records) };
}

function layoutOf({ metadata, ends: all }: TopicState): PartitionView[] {
  const ends = new Map(all.map((end) => [end.partition, end]));
  return [...metadata.partitions]
    .sort((a, b) => a.partitionId - b.partitionId)
    .map(({ partitionId, leader, replicas, isr }) => {
      const { low, high } = ends.get(partitionId) ?? { low: 0n, high: 0n };
      return {
        partition: partitionId,
        leader: leader < 0 ? null : leader,
        replicas,
        inSync: [...isr].sort((a, b) => a - b),
        first: exactInt(low),
        last: high > low ? exactInt(high - 1n) : null,
      };
    });
}

/** Of the partition with the fewest replicas in sync. */
function replication({ name, partitions }: ITopicMetadata) {
  return {
    topic: name,
    partitions: partitions.length,
    replicas: Math.max(...partitions.map(({ replicas }) => replicas.length)),
    inSync: Math.min(...partitions.map(({ isr }) => isr.length)),
    leaderless: partitions.filter(({ leader }) => leader < 0).length,
  };
}

async function readRetentions(kafka: KafkaAccess, names: readonly string[]): Promise<Map<string, Retention>> {
  const { resources } = await kafka.ask((admin) =>
    admin.describeConfigs({
      includeSynonyms: false,
      resources: names.map((name) => ({
        type: kafkajs.ConfigResourceTypes.TOPIC,
        name,
        configNames: ['cleanup.policy', 'retention.ms'],
      })),
    }),
  );
  return new Map(
    resources.map(({ resourceName, configEntries }) => {
      const value = (name: string): string | undefined =>
        configEntries.find((entry) => entry.configName === name)?.configValue;
      const retentionMs = BigInt(value('retention.ms') ?? -1);
      return [
        resourceName,
        {
          cleanup: value('cleanup.policy') ?? 'delete',
          retentionMs: retentionMs < 0n ? null : exactInt(retentionMs),
        },
      ];
    }),
  );
}
