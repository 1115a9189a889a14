import { applyDecorators } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import type { TopicContract } from '@peaje/contracts';

export const KAFKA_BATCHES = Symbol('peaje.kafka-batches');

export interface BatchSubscription {
  readonly topics: readonly TopicContract[];
  readonly group: string;
  /** `events`: decoded by the contract. `records`: every record as it was read, for those who keep the bytes. */
  readonly as: 'events' | 'records';
}

/**
 * Subscribes a controller method to topics: `@ConsumeBatch([chargesRequested], { group: 'debit' })`.
 * It gets a `Batch` (or `FetchedRecord[]`), may return `Outgoing[]` to be published, and only throws: the pipeline
 * decides what becomes of the records.
 */
export function ConsumeBatch(
  topics: readonly TopicContract[],
  options: { readonly group: string; readonly as?: 'events' | 'records' },
): MethodDecorator {
  const subscription: BatchSubscription = { topics, group: options.group, as: options.as ?? 'events' };
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
