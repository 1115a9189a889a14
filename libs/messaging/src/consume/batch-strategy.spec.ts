import 'reflect-metadata';
import { PATTERN_EXTRAS_METADATA, PATTERN_METADATA } from '@nestjs/microservices/constants.js';
import { cards, chargesRequested } from '@peaje/contracts';
import { BatchStrategy, type BatchStrategyDeps } from './batch-strategy.js';
import { ConsumerHealth } from './consumer-health.js';
import { ConsumeBatch, OnDiscard } from './decorators.js';
import { InMemoryParkingStore } from './parking-store.memory.js';
import { TopicHandlers } from './topic-handler.js';

const REQUESTED = 'peaje.charge.requested.v1';
const CANCELLED = 'peaje.charge.cancellation-requested.v1';
const onRequests = ConsumeBatch([chargesRequested], { group: 'debit' });

/** The handlers of a service with one method for each decorator, as Nest wires them; `calls` are the payloads they got. */
function listening(...decorators: MethodDecorator[]) {
  const handlers = new TopicHandlers();
  const client = { createConsumer: () => ({ start() {}, stop() {}, state() {} }) };
  const strategy = new BatchStrategy({
    client,
    handlers,
    health: new ConsumerHealth(),
    parking: new InMemoryParkingStore(),
    metrics: { pipelineObserver() {} },
    passed: new Promise(() => undefined),
  } as unknown as BatchStrategyDeps);
  const calls: unknown[] = [];
  for (const decorate of decorators) {
    const method = async (payload: unknown) => void calls.push(payload);
    decorate({}, 'method', { value: method });
    const extras = Reflect.getMetadata(PATTERN_EXTRAS_METADATA, method) as Record<string, unknown>;
    for (const pattern of Reflect.getMetadata(PATTERN_METADATA, method) as string[])
      strategy.addHandler(pattern, method, true, extras);
  }
  strategy.listen(() => undefined);
  return { handler: handlers.get(chargesRequested.name)!, calls };
}

const readable = (type: string) => ({
  outcome: 'readable' as const,
  type,
  payload: { event: { type }, partition: 0, offset: 7n },
});

describe('the handlers of a service', () => {
  it('a discarded record goes to the handler of its type, alone', async () => {
    const { handler, calls } = listening(onRequests, OnDiscard(chargesRequested, [REQUESTED]));

    await handler.discard(readable(REQUESTED));

    expect(calls).toEqual([readable(REQUESTED).payload]);
  });

  it('a type is discardable that has a handler or is dropped, and no other', async () => {
    const { handler } = listening(onRequests, OnDiscard(chargesRequested, [REQUESTED]));
    expect(handler.isDiscardable(REQUESTED)).toBe(true);
    expect(handler.isDiscardable(CANCELLED)).toBe(false);

    const dropping = listening(
      ConsumeBatch([chargesRequested], { group: 'debit', dropOnDiscard: [CANCELLED] }),
    );
    expect(dropping.handler.isDiscardable(CANCELLED)).toBe(true);
    expect(dropping.handler.isDiscardable(REQUESTED)).toBe(false);
    await dropping.handler.discard(readable(CANCELLED));
    expect(dropping.calls).toEqual([]);
  });

  it.each([
    ['two handlers of one topic', [onRequests, onRequests], /two handlers for charges.requested/],
    [
      'two handlers of one discard',
      [onRequests, OnDiscard(chargesRequested, [REQUESTED]), OnDiscard(chargesRequested, [REQUESTED])],
      /two handlers for discard charges.requested/,
    ],
    ['a discard alone', [OnDiscard(chargesRequested, [REQUESTED])], /without its @ConsumeBatch/],
    ['two groups', [onRequests, ConsumeBatch([cards], { group: 'pos' })], /one consumer group/],
  ])('a service does not start with %s', (_, decorators, message) => {
    expect(() => listening(...decorators)).toThrow(message);
  });
});
