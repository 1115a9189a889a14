import { deadLetterTopic, topics } from '../catalogue.js';
import type { TopicContract } from '../topic.js';

const isDeadLetterTopicOf = ({ name, groups }: TopicContract, topic: string): boolean =>
  groups.some((group) => deadLetterTopic(name, group) === topic);

/** The contract of the records of a topic; a dead-letter topic has that of its origin. */
export const contractOf = (topic: string): TopicContract | undefined =>
  topics.find((contract) => contract.name === topic || isDeadLetterTopicOf(contract, topic));

/** Every topic that the board may read: all but those with personal data, and their dead letters. */
export const observedTopics = (): string[] =>
  topics
    .filter(({ personal }) => personal === undefined)
    .flatMap(({ name, groups }) => [name, ...groups.map((group) => deadLetterTopic(name, group))]);

/** The keys of its records are tokens of cards, which the board's stream never has. */
export const isKeyedByCard = (topic: string): boolean => contractOf(topic)?.key === 'token';

/** The board's groups begin with this: each reading is a group of its own, which ends with it. */
export const BOARD_GROUPS = 'board.';
