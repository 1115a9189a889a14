import {
  chargesDecided,
  chargesRequested,
  chargeTopics,
  passagesDecided,
  passagesRequested,
} from './events/charges.js';
import { auditCheckpoints, operationsPerformed } from './events/record-keeping.js';
import { cards, holders } from './events/state.js';
import type { TopicContract } from './topic.js';

/** Every topic of the system. */
export const topics: readonly TopicContract[] = [
  chargesRequested,
  chargesDecided,
  passagesRequested,
  passagesDecided,
  cards,
  holders,
  operationsPerformed,
  auditCheckpoints,
];

/** The groups that their service has besides the one of its own name: nobody waits for them. */
const FURTHER_GROUPS: ReadonlyMap<string, string> = new Map([
  ['debit-passages', 'debit'],
  ['pos-passages', 'pos'],
]);

/** The service whose processes are the members of a group. */
export const serviceOf = (group: string): string => FURTHER_GROUPS.get(group) ?? group;

/** The groups of a service, the one of its own name first. */
export const groupsOf = (service: string): readonly string[] => [
  service,
  ...[...FURTHER_GROUPS.keys()].filter((group) => serviceOf(group) === service),
];

/** The group in which a service reads a topic. Of a topic that is none of ours, the one of its own name. */
export const groupOf = (service: string, topic: string): string =>
  topics.find(({ name }) => name === topic)?.groups.find((group) => serviceOf(group) === service) ?? service;

const readers = [...new Set(topics.flatMap((topic) => topic.groups).map(serviceOf))];

export const writersOf = ({ writers }: TopicContract): readonly string[] =>
  writers === 'every-reader' ? readers : writers;

export const DEFAULT_PARTITIONS = 4;

const ofCharges: readonly string[] = Object.values(chargeTopics)
  .flatMap(({ requests, outcomes }) => [requests, outcomes])
  .map(({ name }) => name);

/**
 * `PEAJE_PARTITIONS` is the number of partitions of the topics of charges, and of their dead letters. Others keep the number
 * that they were created with: a compacted topic would keep the old state of a key in its old partition for ever.
 */
export const growsWithCharges = (topic: string): boolean =>
  ofCharges.some((name) => topic === name || topic.startsWith(`${name}.`));

export const deadLetterTopic = (topic: string, group: string): string => `${topic}.${group}.dlq`;

const isDeadLetterTopicOf = ({ name, groups }: TopicContract, topic: string): boolean =>
  groups.some((group) => deadLetterTopic(name, group) === topic);

/** The contract of the records of a topic; a dead-letter topic has that of its origin. */
export const contractOf = (topic: string): TopicContract | undefined =>
  topics.find((contract) => contract.name === topic || isDeadLetterTopicOf(contract, topic));

/** Requests and cancellations of charges are in these topics. */
export const isRequestTopic = (topic: string): boolean =>
  Object.values(chargeTopics).some(({ requests }) => requests.name === topic);

/** Outcomes of charges are in these topics. */
export const isOutcomeTopic = (topic: string): boolean =>
  Object.values(chargeTopics).some(({ outcomes }) => outcomes.name === topic);

export interface TopicToCreate {
  readonly name: string;
  readonly partitions: number;
  readonly config: Readonly<Record<string, string>>;
}

const KEEP = { 'cleanup.policy': 'delete', 'retention.ms': '-1', 'retention.bytes': '-1' };
const COMPACT = { 'cleanup.policy': 'compact' };
/** Personal data must not outlive its purpose, not even in a dead letter. */
const SEVEN_DAYS = { 'cleanup.policy': 'delete', 'retention.ms': String(7 * 24 * 3600 * 1000) };

/** How the names of topics for learning begin. Their records are texts without a contract, and no service reads them. */
export const COURSE_PREFIX = 'course.';

/** The messages M1, M2 and so on of the course, in two partitions: even and odd. */
const COURSE_MESSAGES: TopicToCreate = { name: `${COURSE_PREFIX}messages`, partitions: 2, config: KEEP };

/** The topics that the creation step creates: brokers and clients create none by themselves. */
export function topicCatalogue(partitions: number = DEFAULT_PARTITIONS): TopicToCreate[] {
  const ofServices = topics.flatMap((topic) => [
    { name: topic.name, partitions, config: topic.cleanup === 'compact' ? COMPACT : KEEP },
    ...topic.groups.map((group) => ({
      name: deadLetterTopic(topic.name, group),
      partitions,
      config: topic.personal ? SEVEN_DAYS : KEEP,
    })),
  ]);
  return [...ofServices, COURSE_MESSAGES];
}
