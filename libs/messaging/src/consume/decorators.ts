import { applyDecorators, UseFilters } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import type { TopicContract } from '@peaje/contracts';
import { BatchErrorFilter } from './batch-error.filter.js';

export const KAFKA_BATCHES = Symbol('peaje.kafka-batches');

type TypeOf<T extends TopicContract> = T extends unknown ? keyof T['events'] & string : never;

interface ConsumeOptions<T extends TopicContract> {
  readonly group: string;
  /** `events`: decoded by the contract. `records`: every record as it was read, for consumers that keep the bytes. */
  readonly as?: 'events' | 'records';
  /**
   * `collected`: nobody waits for this group, so the broker collects for it, half a second at most. `in-passing`: the same in
   * small portions, in a process that has other work which somebody waits for. A group whose handlers differ reads `at-once`.
   */
  readonly pace?: 'at-once' | 'collected' | 'in-passing';
  /**
   * The types whose records an operator may discard without any further effect. A type that is neither here nor handled
   * by an `@OnDiscard` cannot be discarded.
   */
  readonly dropOnDiscard?: readonly TypeOf<T>[];
}

export interface BatchSubscription extends Required<ConsumeOptions<TopicContract>> {
  readonly topics: readonly TopicContract[];
}

/** Of a handler of batches its subscription, of a handler of discards the names of its topics. */
export type HandlerExtras =
  { readonly subscription: BatchSubscription } | { readonly discardsOf: readonly string[] };

/** Nest's pattern of the handler that gets the discarded records of a type. */
export const discardPattern = (topic: string, type: string): string => `discard ${topic} ${type}`;

/**
 * Subscribes a controller method to topics: `@ConsumeBatch([chargesRequested], { group: 'debit' })`.
 * It gets a `Batch` (or `FetchedRecord[]`), may return `Outgoing[]` to be published, and only throws: the pipeline
 * decides what becomes of the records.
 */
export function ConsumeBatch<T extends TopicContract>(
  topics: readonly T[],
  options: ConsumeOptions<T>,
): MethodDecorator {
  for (const topic of topics) {
    if (!topic.groups.includes(options.group))
      throw new TypeError(`${topic.name} does not name group ${options.group} in its contract`);
  }
  const names = topics.map(({ name }) => name);
  const subscription: BatchSubscription = {
    topics,
    as: 'events',
    pace: 'at-once',
    dropOnDiscard: [],
    ...options,
  };
  return handlerOf(names, { subscription });
}

/**
 * Calls a controller method when an operator discards a parked record of one of these types:
 * `@OnDiscard([chargesRequested], ['peaje.charge.requested.v1'])`, beside the `@ConsumeBatch` of the topics.
 * It gets one `Received`, and may return `Outgoing[]` to be published. The record stays parked when it throws, a `Refusal`
 * for example.
 */
export function OnDiscard<T extends TopicContract>(
  topics: readonly T[],
  types: readonly TypeOf<T>[],
): MethodDecorator {
  const names = topics.map(({ name }) => name);
  const patterns = names.flatMap((name) => types.map((type) => discardPattern(name, type)));
  return handlerOf(patterns, { discardsOf: names });
}

const handlerOf = (patterns: string[], extras: HandlerExtras): MethodDecorator =>
  applyDecorators(EventPattern(patterns, KAFKA_BATCHES, extras), UseFilters(BatchErrorFilter));
