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
      const views = await readTopics(kafka);
      return json ? terminal.printJson(views) : terminal.print(topicsText(views, terminal.width));
    }
    await kafka.assertTopic(name);
    const [[topic], layout] = await Promise.all([readTopics(kafka, [name]), readLayout(kafka, name)]);
    await (json ? terminal.printJson([{ ...topic, layout }]) : terminal.print(topicText(topic!, layout)));
  },
});

async function readTopics(kafka: KafkaAccess, wanted?: string[]): Promise<TopicView[]> {
  const names = wanted ?? (await kafka.topics());
  const { topics } = await kafka.ask((admin) => admin.fetchTopicMetadata({ topics: names }));
  const configs = await readConfigs(kafka, names);
  const views: TopicView[] = [];
  for (const metadata of topics.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const ends = await kafka.ends(metadata.name);
    const records = ends.reduce((sum, { low, high }) => sum + high - low, 0n);
    views.push({ ...replication(metadata), ...configs.get(metadata.name)!, records: exactInt(records) });
  }
  return views;
}

async function readLayout(kafka: KafkaAccess, name: string): Promise<PartitionView[]> {
  const { topics } = await kafka.ask((admin) => admin.fetchTopicMetadata({ topics: [name] }));
  const ends = new Map((await kafka.ends(name)).map((end) => [end.partition, end]));
  return topics
    .flatMap(({ partitions }) => partitions)
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

async function readConfigs(
  kafka: KafkaAccess,
  names: readonly string[],
): Promise<Map<string, Pick<TopicView, 'cleanup' | 'retentionMs'>>> {
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
