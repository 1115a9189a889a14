import { applyDecorators } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import type { TopicContract } from '@peaje/contracts';

export const KAFKA_BATCHES = Symbol('peaje.kafka-batches');

export interface BatchSubscription {
  readonly topics: readonly TopicContract[];
  readonly group: string;
  /** `events`: decoded by the contract. `records`: every record as it was read, for those who keep the bytes. */
  readonly as: 'events' | 'records';
  /** By event type; of a type that is not named no record can be discarded. */
  readonly discards: Readonly<Record<string, DiscardRule>>;
}

/**
 * What becomes of a parked record that an operator discards.
 * - `drop`: it goes, and nothing else happens.
 * - `hand-over`: the handler gets it, marked `discarded`, and may refuse by throwing a `Refusal`.
 */
export type DiscardRule = 'drop' | 'hand-over';

/**
 * Subscribes a controller method to topics: `@ConsumeBatch([chargesRequested], { group: 'debit' })`.
 * It gets a `Batch` (or `FetchedRecord[]`), may return `Outgoing[]` to be published, and only throws: the pipeline
 * decides what becomes of the records.
 */
export function ConsumeBatch(
  topics: readonly TopicContract[],
  options: Pick<BatchSubscription, 'group'> & Partial<Pick<BatchSubscription, 'as' | 'discards'>>,
): MethodDecorator {
  const subscription: BatchSubscription = { topics, as: 'events', discards: {}, ...options };
  for (const type of Object.keys(subscription.discards)) {
    if (!topics.some(({ events }) => Object.hasOwn(events, type)))
      throw new TypeError(`a rule for discarding ${type}, which none of these topics has`);
  }
  for (const topic of topics) {
    if (!topic.groups.includes(options.group))
      throw new TypeError(`${topic.name} does not name group ${options.group} in its contract`);
  }
  return applyDecorators(
    EventPattern(
      topics.map((t) => t.name),
      KAFKA_BATCHES,
      { subscription },
    ),
  );
}
