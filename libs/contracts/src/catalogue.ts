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

/** A service has one group, of its own name. */
const groups = [...new Set(topics.flatMap((topic) => topic.groups))];

export const writersOf = ({ writers }: TopicContract): readonly string[] =>
  writers === 'every-reader' ? groups : writers;

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

/** The topics that the creation step creates: brokers and clients create none by themselves. */
export function topicCatalogue(partitions: number = DEFAULT_PARTITIONS): TopicToCreate[] {
  return topics.flatMap((topic) => [
    { name: topic.name, partitions, config: topic.cleanup === 'compact' ? COMPACT : KEEP },
    ...topic.groups.map((group) => ({
      name: deadLetterTopic(topic.name, group),
      partitions,
      config: topic.personal ? SEVEN_DAYS : KEEP,
    })),
  ]);
}
