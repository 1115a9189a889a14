import { contractOf, deadLetterTopic, isOutcomeTopic, topics } from '../catalogue.js';

/**
 * Every topic that the board may read: all but those with personal data, and their dead letters. Outcomes come before
 * requests: who finds the ends of the topics in this order reads the outcome of every request that he reads.
 */
export const observedTopics = (): string[] =>
  topics
    .filter(({ personal }) => personal === undefined)
    .flatMap(({ name, groups }) => [name, ...groups.map((group) => deadLetterTopic(name, group))])
    .toSorted((a, b) => Number(isOutcomeTopic(b)) - Number(isOutcomeTopic(a)));

/** The keys of its records are tokens of cards, which the board's stream never has. */
export const isKeyedByCard = (topic: string): boolean => contractOf(topic)?.key === 'token';

/** The board's groups begin with this: each reading is a group of its own, which ends with it. */
export const BOARD_GROUPS = 'board.';
