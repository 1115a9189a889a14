import { exactInt } from '@peaje/kernel';
import kafkajs, { type ITopicMetadata } from 'kafkajs';
import { command } from '../command.js';
import type { KafkaAccess } from '../kafka/kafka-access.js';
import { topicsText, type TopicView } from '../render/topics.js';

export const topicsCommand = command({
  usage: 'topics',
  describe: 'all topics: partitions, replicas, retention, records',
  options: (cli) => cli.example('$0 topics --json', 'for programs'),
  run: async (session, { json }) => {
    const views = await readTopics(session.kafka);
    await (json ? session.terminal.printJson(views) : session.terminal.print(topicsText(views)));
  },
});

async function readTopics(kafka: KafkaAccess): Promise<TopicView[]> {
  const names = await kafka.topics();
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
