import {
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
  Inject,
  Optional,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { Clock, SystemClock } from '@peaje/kernel';
import {
  BatchStrategy,
  ConsumerHealth,
  KafkajsClient,
  KafkaClient,
  KafkaProducer,
  MessagingMetrics,
  PartitionProducer,
  SqlParkingStore,
  SqlUnreadableBatchStore,
  TopicHandlers,
} from '@peaje/messaging';
import { LoggerModule, PinoLogger } from 'nestjs-pino';
import pg from 'pg';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { ApiKeyGuard } from './http/api-key.guard.js';
import { CardNumberGuard } from './http/card-number.guard.js';
import { CONSUMER_POOL, openPool } from './database/database.js';
import { DocsController, SERVICE } from './http/docs.controller.js';
import { EntranceController } from './http/entrance.controller.js';
import { EventLoopWatch } from './health/event-loop-watch.js';
import { HealthController } from './health/health.controller.js';
import { kafkaAccess } from './config/kafka-access.js';
import { LostDatabaseCheck, type Remembered } from './health/lost-database-check.js';
import { messagingLogger, printableLine, requestForLog } from './config/logging.js';
import { NdjsonStreams } from './http/ndjson-streams.js';
import { PartitionCheck } from './health/partition-check.js';
import { ProblemFilter } from './http/problem.filter.js';
import { PrometheusMetrics } from './health/prometheus-metrics.js';
import { provide } from './config/provide.js';
import { Readiness } from './health/readiness.js';
import { requestSchemaPipe } from './http/request-schema.js';
import { CONFIG, isStoring, type ServiceConfig, type StorelessConfig } from './config/service-env.js';

const { Pool } = pg;

interface ServiceParts {
  readonly remembers?: Remembered | undefined;
  readonly servesPage?: boolean | undefined;
}

/** What every service has, wired once: the rest of a service is its own module file. */
@Module({})
export class ChassisModule implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  constructor(
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(KafkaProducer) private readonly producer: KafkaProducer,
    @Inject(KafkaClient) private readonly client: KafkaClient,
    @Inject(EventLoopWatch) private readonly watch: EventLoopWatch,
    @Optional() @Inject(Pool) private readonly pool?: pg.Pool,
    @Optional() @Inject(CONSUMER_POOL) private readonly consumerPool?: pg.Pool,
  ) {}

  static forService(
    name: string,
    config: StorelessConfig | ServiceConfig,
    { remembers, servesPage }: ServiceParts,
  ): DynamicModule {
    const instance = config.INSTANCE;
    const providers = [
      { provide: CONFIG, useValue: config },
      ...sharedProviders(instance, config),
      ...(isStoring(config)
        ? [lostDatabaseCheck(name, config, remembers), ...storingProviders(instance, config)]
        : [provide(Readiness, Readiness, [])]),
    ];
    return {
      module: ChassisModule,
      global: true,
      imports: [requestLogger(instance, config.LOG_LEVEL)],
      controllers: [HealthController, DocsController, ...(servesPage ? [] : [EntranceController])],
      providers: [
        ...providers,
        { provide: SERVICE, useValue: name },
        { provide: APP_GUARD, useClass: ApiKeyGuard },
        { provide: APP_GUARD, useClass: CardNumberGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useFactory: requestSchemaPipe },
      ],
      exports: [...providers.map((provider) => provider.provide), SERVICE],
    };
  }

  onApplicationBootstrap(): void {
    this.watch.start();
  }

  /** First: no more traffic, please. Then Nest closes HTTP (waiters finish), then the consumers. */
  onModuleDestroy(): void {
    this.readiness.startShutdown();
  }

  /** Last of all modules, because every service imports this one: producer, then pools. */
  async onApplicationShutdown(): Promise<void> {
    await this.producer.disconnect();
    await this.client.disconnect();
    await Promise.all([this.pool?.end(), this.consumerPool?.end()]);
    await this.watch.stop();
  }
}

/** One of each a process; `instance` names it in logs, in Kafka and in the database. */
const sharedProviders = (instance: string, config: StorelessConfig) => [
  provide(Clock, SystemClock, []),
  { provide: EventLoopWatch, useValue: new EventLoopWatch(instance, config.PEAJE_MAX_STALL_MS) },
  {
    provide: KafkaClient,
    useFactory: (logger: PinoLogger, metrics: MessagingMetrics) =>
      new KafkajsClient({
        clientId: instance,
        ...kafkaAccess(config),
        logger: messagingLogger(logger),
        onRequest: (api) => metrics.kafkaRequest(api),
      }),
    inject: [PinoLogger, MessagingMetrics],
  },
  {
    provide: KafkaProducer,
    useFactory: (client: KafkaClient) => client.createProducer(),
    inject: [KafkaClient],
  },
  provide(PartitionProducer, PartitionProducer, [KafkaProducer]),
  { provide: Registry, useFactory: openRegistry },
  provide(MessagingMetrics, PrometheusMetrics, [Registry]),
  provide(ConsumerHealth, ConsumerHealth, []),
  provide(NdjsonStreams, NdjsonStreams, []),
];

/** What a service needs besides to read topics: it stores what it reads. */
const storingProviders = (instance: string, config: ServiceConfig) => [
  ...pools(instance, config),
  { provide: Readiness, useFactory: readinessOfDatabase, inject: [Pool, LostDatabaseCheck] },
  {
    provide: PartitionCheck,
    useFactory: (client: KafkaClient) => new PartitionCheck(client, config),
    inject: [KafkaClient],
  },
  provide(TopicHandlers, TopicHandlers, []),
  {
    provide: BatchStrategy,
    useFactory: (
      client: KafkaClient,
      producer: PartitionProducer,
      health: ConsumerHealth,
      metrics: MessagingMetrics,
      pool: pg.Pool,
      handlers: TopicHandlers,
      { passed }: LostDatabaseCheck,
      logger: PinoLogger,
    ) =>
      new BatchStrategy({
        client,
        producer,
        health,
        metrics,
        handlers,
        passed,
        parking: new SqlParkingStore(pool),
        unreadable: new SqlUnreadableBatchStore(pool),
        logger: messagingLogger(logger),
      }),
    inject: [
      KafkaClient,
      PartitionProducer,
      ConsumerHealth,
      MessagingMetrics,
      CONSUMER_POOL,
      TopicHandlers,
      LostDatabaseCheck,
      PinoLogger,
    ],
  },
];

/** Those who call wait for connections of their own, so that no backlog of records takes theirs. */
const pools = (name: string, { DATABASE_URL: url, ...config }: ServiceConfig) => [
  { provide: Pool, useFactory: () => openPool({ url, size: config.DATABASE_POOL_SIZE, name }) },
  {
    provide: CONSUMER_POOL,
    useFactory: () => openPool({ url, size: config.DATABASE_CONSUMER_POOL_SIZE, name: `${name} consumers` }),
  },
];

function requestLogger(service: string, level: StorelessConfig['LOG_LEVEL']): DynamicModule {
  const serializers = { req: requestForLog };
  const hooks = { streamWrite: printableLine };
  return LoggerModule.forRoot({
    pinoHttp: { level, base: { service }, autoLogging: false, serializers, hooks },
  });
}

function openRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

const lostDatabaseCheck = (
  service: string,
  { PEAJE_ALLOW_EMPTY: allowEmpty }: ServiceConfig,
  remembered: Remembered | undefined,
) => ({
  provide: LostDatabaseCheck,
  useFactory: (client: KafkaClient, session: pg.Pool) =>
    new LostDatabaseCheck({ client, session, service, remembered, allowEmpty }),
  inject: [KafkaClient, Pool],
});

function readinessOfDatabase(pool: pg.Pool, check: LostDatabaseCheck): Readiness {
  const readiness = new Readiness();
  readiness.require('database', () => pool.query('SELECT 1').then(() => true));
  readiness.require('database-not-lost', () => check.isPassed);
  return readiness;
}
