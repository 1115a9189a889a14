import kafkajs, { type Admin } from 'kafkajs';
import { kafka } from './log-reader.js';

const { ConfigResourceTypes } = kafkajs;
/** Kafka's own number for a setting of the topic itself. */
const OF_THE_TOPIC = 1;

/** Runs `act` while the topics have these settings besides their own, which they have again afterwards. */
export async function withTopicSettings<T>(
  topics: readonly string[],
  settings: Readonly<Record<string, string>>,
  act: () => Promise<T>,
): Promise<T> {
  const admin = kafka().admin();
  await admin.connect();
  const before = new Map<string, Record<string, string>>();
  try {
    for (const topic of topics) before.set(topic, await settingsOf(admin, topic));
    for (const topic of topics) await replace(admin, topic, { ...before.get(topic), ...settings });
    return await act();
  } finally {
    for (const [topic, own] of before) await replace(admin, topic, own);
    await admin.disconnect();
  }
}

async function settingsOf(admin: Admin, topic: string): Promise<Record<string, string>> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name: topic }],
  });
  const own = resources[0]!.configEntries.filter(({ configSource }) => configSource === OF_THE_TOPIC);
  return Object.fromEntries(own.map(({ configName, configValue }) => [configName, configValue]));
}

/** Kafka forgets every setting that the request does not name. */
const replace = (admin: Admin, name: string, settings: Readonly<Record<string, string>>) =>
  admin.alterConfigs({
    validateOnly: false,
    resources: [
      {
        type: ConfigResourceTypes.TOPIC,
        name,
        configEntries: Object.entries(settings).map(([key, value]) => ({ name: key, value })),
      },
    ],
  });
