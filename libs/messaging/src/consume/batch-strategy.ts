import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { serviceOf } from '@peaje/contracts';
import { lastValueFrom } from 'rxjs';
import { BatchContext } from './batch-context.js';
import type { Outgoing } from './batch.js';
import { discardPattern, KAFKA_BATCHES, type BatchSubscription, type HandlerExtras } from './decorators.js';
import { GroupMember, type GroupMemberDeps } from './group-member.js';
import { TopicHandler, type DiscardHandler, type TopicHandlers } from './topic-handler.js';
import { UrgentTraffic } from './urgent-traffic.js';

export interface BatchStrategyDeps extends Omit<GroupMemberDeps, 'urgent'> {
  /** Filled by the strategy: redrives go through the same handlers. */
  readonly handlers: TopicHandlers;
}

/**
 * Nest's transport for batches from Kafka: one member for each group that the handlers of the service name.
 * Guards, pipes, interceptors and filters of a handler run once a batch, or once a discarded record.
 */
export class BatchStrategy extends Server implements CustomTransportStrategy {
  override readonly transportId = KAFKA_BATCHES;
  /** Otherwise Nest logs what a handler throws and goes on, and the record is lost. */
  override readonly propagatesEventHandlerErrors = true;
  /** By group. */
  private readonly members = new Map<string, GroupMember>();
  private readonly urgent = new UrgentTraffic();

  constructor(private readonly deps: BatchStrategyDeps) {
    super();
  }

  listen(callback: () => void): void {
    this.wireHandlers();
    for (const member of this.members.values()) member.start();
    callback();
  }

  async close(): Promise<void> {
    await Promise.all([...this.members.values()].map((member) => member.close()));
  }

  on(): never {
    throw new TypeError('a batch strategy has no events: ask ConsumerHealth');
  }

  /** The consumers, by group. */
  unwrap<T>(): T {
    return new Map([...this.members].map(([group, { consumer }]) => [group, consumer])) as T;
  }

  private wireHandlers(): void {
    const topicsOfDiscards = new Set<string>();
    for (const [pattern, handler] of this.messageHandlers) {
      if (handler.next) throw new TypeError(`two handlers for ${pattern}: a service has one`);
      const extras = handler.extras as HandlerExtras;
      if ('subscription' in extras) this.wire(pattern, extras.subscription, handler);
      else for (const topic of extras.discardsOf) topicsOfDiscards.add(topic);
    }
    for (const topic of topicsOfDiscards)
      if (!this.deps.handlers.has(topic))
        throw new TypeError(`@OnDiscard of ${topic} without its @ConsumeBatch`);
    const services = new Set([...this.members.keys()].map(serviceOf));
    if (services.size > 1)
      throw new TypeError(`a service has its own groups, not those of ${[...services].join(' and ')}`);
  }

  private wire(topic: string, subscription: BatchSubscription, handler: MessageHandler): void {
    const { group } = subscription;
    const context = new BatchContext([topic, group]);
    const topicHandler = new TopicHandler(
      subscription,
      {
        onBatch: (payload) => this.invoke(handler, payload, context),
        onDiscard: this.discardHandlers(topic, subscription, context),
      },
      this.deps.producer,
    );
    this.deps.handlers.set(topic, topicHandler);
    const member = this.members.get(group) ?? new GroupMember(group, { ...this.deps, urgent: this.urgent });
    this.members.set(group, member);
    member.subscribe(topic, topicHandler);
  }

  /** By event type. */
  private discardHandlers(
    topic: string,
    { topics }: BatchSubscription,
    context: BatchContext,
  ): Map<string, DiscardHandler> {
    const types = Object.keys(topics.find(({ name }) => name === topic)!.events);
    const handlers = types.flatMap((type) => {
      const handler = this.messageHandlers.get(discardPattern(topic, type));
      return handler ? [{ type, handler }] : [];
    });
    return new Map(
      handlers.map(({ type, handler }) => [type, (payload) => this.invoke(handler, payload, context)]),
    );
  }

  private async invoke(
    handler: MessageHandler,
    payload: unknown,
    context: BatchContext,
  ): Promise<readonly Outgoing[]> {
    const result: unknown = await handler(payload, context);
    return lastValueFrom(this.transformToObservable(result) as never, { defaultValue: [] });
  }
}
