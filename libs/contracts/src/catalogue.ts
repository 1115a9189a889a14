import { chargesDecided, chargesRequested } from './events/charges.js';
import { auditCheckpoints, operationsPerformed } from './events/record-keeping.js';
import { cards, holders } from './events/state.js';
import type { TopicContract } from './topic.js';

/** Every topic of the system. */
export const topics: readonly TopicContract[] = [
  chargesRequested,
  chargesDecided,
  cards,
  holders,
  operationsPerformed,
  auditCheckpoints,
];

export const DEFAULT_PARTITIONS = 4;

export const deadLetterTopic = (topic: string, group: string): string => `${topic}.${group}.dlq`;

export interface TopicToCreate {
  readonly name: string;
  readonly partitions: number;
  readonly config: Readonly<Record<string, string>>;
}

const KEEP = { 'cleanup.policy': 'delete', 'retention.ms': '-1', 'retention.bytes': '-1' };
const COMPACT = { 'cleanup.policy': 'compact' };
/** Personal data must not outlive its purpose, not even in a dead letter. */
const SEVEN_DAYS = { 'cleanup.policy': 'delete', 'retention.ms': String(7 * 24 * 3600 * 1000) };

/** What the explicit creation step creates: broker and client auto-creation are off. */
export function topicCatalogue(partitions: number = DEFAULT_PARTITIONS): TopicToCreate[] {
  return topics.flatMap((topic) => [
    { name: topic.name, partitions, config: topic.cleanup === 'compact' ? COMPACT : KEEP },
    ...topic.groups.map((group) => ({
      name: deadLetterTopic(topic.name, group),
      partitions,
      config: topic.name === 'holders' ? SEVEN_DAYS : KEEP,
    })),
  ]);
}
