import 'reflect-metadata';
import { jest } from '@jest/globals';
import { PATTERN_EXTRAS_METADATA, PATTERN_METADATA } from '@nestjs/microservices/constants.js';
import { cards, chargesRequested, passagesRequested } from '@peaje/contracts';
import { BatchStrategy, type BatchStrategyDeps } from './batch-strategy.js';
import { ConsumerHealth } from './consumer-health.js';
import { ConsumeBatch, OnDiscard } from './decorators.js';
import { InMemoryParkingStore } from './parking-store.memory.js';
import type { FetchedBatch, MemberState, Subscription } from '../kafka/kafka-client.js';
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
  return { handler: handlers.get(chargesRequested.name)!, handlers, calls };
}

const readable = (type: string) => ({
  outcome: 'readable' as const,
  type,
  payload: { event: { type }, partition: 0, offset: 7n },
});

describe('the handlers of a service', () => {
  it('a discarded record goes to the handler of its type, alone', async () => {
    const { handler, calls } = listening(onRequests, OnDiscard([chargesRequested], [REQUESTED]));

    await handler.discard(readable(REQUESTED));

    expect(calls).toEqual([readable(REQUESTED).payload]);
  });

  it('a type is discardable that has a handler or is dropped, and no other', async () => {
    const { handler } = listening(onRequests, OnDiscard([chargesRequested], [REQUESTED]));
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
      [onRequests, OnDiscard([chargesRequested], [REQUESTED]), OnDiscard([chargesRequested], [REQUESTED])],
      /two handlers for discard charges.requested/,
    ],
    ['a discard alone', [OnDiscard([chargesRequested], [REQUESTED])], /without its @ConsumeBatch/],
    [
      'the group of another service',
      [onRequests, ConsumeBatch([cards], { group: 'pos' })],
      /its own groups, not those of debit and pos/,
    ],
  ])('a service does not start with %s', (_, decorators, message) => {
    expect(() => listening(...decorators)).toThrow(message);
  });
});

describe('a service with two groups', () => {
  const onPassages = ConsumeBatch([passagesRequested], { group: 'debit-passages', pace: 'in-passing' });

  /** The members that a service with these handlers starts. */
  async function members(...decorators: MethodDecorator[]) {
    const joined: Subscription[] = [];
    const stopped: Subscription[] = [];
    const health = new ConsumerHealth();
    const createConsumer = () => {
      let own: Subscription;
      return {
        start: (subscription: Subscription) => void joined.push((own = subscription)),
        stop: async () => void stopped.push(own),
        state: (): MemberState => ({
          inGroup: true,
          assignment: Object.fromEntries(own.topics.map((topic) => [topic, [0]])),
        }),
      };
    };
    const strategy = new BatchStrategy({
      client: { createConsumer },
      handlers: new TopicHandlers(),
      health,
      parking: new InMemoryParkingStore(),
      metrics: { pipelineObserver() {} },
      passed: Promise.resolve(),
    } as unknown as BatchStrategyDeps);
    decorators.forEach((decorate) => {
      const method = async () => undefined;
      decorate({}, 'method', { value: method });
      const extras = Reflect.getMetadata(PATTERN_EXTRAS_METADATA, method) as Record<string, unknown>;
      for (const pattern of Reflect.getMetadata(PATTERN_METADATA, method) as string[])
        strategy.addHandler(pattern, method, true, extras);
    });
    strategy.listen(() => undefined);
    await new Promise(setImmediate);
    return { joined, stopped, health, strategy };
  }

  it('is one member of each, at the pace and with the topics of its handlers', async () => {
    const { joined, strategy } = await members(onRequests, onPassages);

    expect(joined).toMatchObject([
      { group: 'debit', topics: ['charges.requested'], pace: { minBytes: 1 } },
      { group: 'debit-passages', topics: ['passages.requested'], pace: { minBytes: 32_768 } },
    ]);
    await strategy.close();
  });

  it('reports both, and leaves both when it stops', async () => {
    const { stopped, health, strategy } = await members(onRequests, onPassages);

    expect(health.report()).toMatchObject([
      { group: 'debit', inGroup: true, partitions: [{ topic: 'charges.requested' }] },
      { group: 'debit-passages', inGroup: true, partitions: [{ topic: 'passages.requested' }] },
    ]);
    await strategy.close();
    expect(stopped.map(({ group }) => group)).toEqual(['debit', 'debit-passages']);
  });

  it('discards a record of either topic by the same handler', () => {
    const onDiscard = OnDiscard([chargesRequested, passagesRequested], [REQUESTED]);
    const { handlers } = listening(onRequests, onPassages, onDiscard);

    for (const topic of [chargesRequested, passagesRequested])
      expect(handlers.get(topic.name)!.isDiscardable(REQUESTED)).toBe(true);
  });
});

describe('a partition that backs off', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  /** A member of debit whose database does not answer. */
  async function member() {
    const resumed: number[] = [];
    const joined: Subscription[] = [];
    const state: MemberState = { inGroup: true, assignment: { [chargesRequested.name]: [0, 1] } };
    const consumer = {
      start: (subscription: Subscription) => void joined.push(subscription),
      state: () => state,
      pause() {},
      resume: (_: string, partition: number) => void resumed.push(partition),
      stop: async () => undefined,
    };
    const strategy = new BatchStrategy({
      client: { createConsumer: () => consumer },
      handlers: new TopicHandlers(),
      health: new ConsumerHealth(),
      parking: new InMemoryParkingStore(),
      unreadable: { readUpTo: () => Promise.reject(new Error('no database')) },
      metrics: { pipelineObserver() {} },
      logger: { warn() {} },
      passed: Promise.resolve(),
    } as unknown as BatchStrategyDeps);
    const method = async () => undefined;
    onRequests({}, 'method', { value: method });
    strategy.addHandler(
      chargesRequested.name,
      method,
      true,
      Reflect.getMetadata(PATTERN_EXTRAS_METADATA, method) as object,
    );
    strategy.listen(() => undefined);
    await jest.advanceTimersByTimeAsync(0);
    const fail = (partition: number) =>
      joined[0]!.onBatch({
        topic: chargesRequested.name,
        partition,
        records: [],
        unreadable: null,
      } as unknown as FetchedBatch);
    return { state, resumed, fail, rejoin: () => joined[0]!.onJoined!(), strategy };
  }

  it('and is taken away at a join is not resumed for its next owner; one that stayed is', async () => {
    const { state, resumed, fail, rejoin, strategy } = await member();
    await fail(0);
    await fail(1);
    Object.assign(state, { assignment: { [chargesRequested.name]: [1] } });
    rejoin();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(resumed).toEqual([1]);
    await strategy.close();
  });
});
