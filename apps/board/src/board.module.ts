import { Inject, Module, type OnApplicationShutdown, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, provide } from '@peaje/chassis';
import { Clock, within } from '@peaje/kernel';
import { KafkaClient } from '@peaje/messaging';
import { Registry } from 'prom-client';
import { BoardKeys } from './board-keys.js';
import type { BoardConfig } from './board.config.js';
import { BoardController } from './board.controller.js';
import { DemoCards } from './demo-cards.js';
import { EventsController } from './events.controller.js';
import { feedMetrics } from './feed-metrics.js';
import { Feed } from './feed.js';
import { Forwarder } from './forwarder.js';
import { ForwardingController } from './forwarding.controller.js';
import { CollectJourney } from './journey-facts.js';
import { JourneysController } from './journeys.controller.js';
import { PageController } from './page.controller.js';
import { PhoneController } from './phone.controller.js';
import { Phone } from './phone.js';
import { Reading } from './reading.js';
import { RecordReader } from './record-reader.js';
import { RecordsController } from './records.controller.js';
import { ServiceClient } from './service-client.js';
import { ServiceDirectory } from './service-directory.js';
import { Sight } from './sight.js';
import { ToldCallers } from './told-callers.js';
import { TopologyController } from './topology.controller.js';

/** While Kafka is away its groups cannot be left: it forgets them by itself. */
const LEAVE_WITHIN_MS = 10_000;

@Module({
  controllers: [
    EventsController,
    TopologyController,
    RecordsController,
    JourneysController,
    BoardController,
    PhoneController,
    ForwardingController,
    PageController,
  ],
  providers: [
    {
      provide: Sight,
      useFactory: ({ PEAJE_BOARD_KEY: key, PEAJE_API_KEYS: keys }: BoardConfig) =>
        new Sight(key === undefined ? undefined : keys.find(key)),
      inject: [CONFIG],
    },
    {
      provide: ServiceDirectory,
      useFactory: (config: BoardConfig) =>
        new ServiceDirectory(config.PEAJE_SERVICE_URLS, config.PEAJE_SERVICES_FILE),
      inject: [CONFIG],
    },
    {
      provide: ServiceClient,
      useFactory: (directory: ServiceDirectory, config: BoardConfig) =>
        new ServiceClient(directory, config.PEAJE_BOARD_KEY),
      inject: [ServiceDirectory, CONFIG],
    },
    provide(BoardKeys, BoardKeys, [CONFIG]),
    provide(Forwarder, Forwarder, [ServiceDirectory, BoardKeys]),
    provide(DemoCards, DemoCards, [ServiceClient]),
    {
      provide: Phone,
      useFactory: (services: ServiceClient, keys: BoardKeys, config: BoardConfig) =>
        new Phone(services, keys, config.PEAJE_BOARD_PHONE_URL),
      inject: [ServiceClient, BoardKeys, CONFIG],
    },
    {
      provide: Feed,
      useFactory: (
        config: BoardConfig,
        kafka: KafkaClient,
        services: ServiceClient,
        ...[sight, clock, registry]: [Sight, Clock, Registry]
      ) =>
        new Feed(
          (onEvents) =>
            new Reading(
              { kafka, services, sight, clock, onEvents },
              {
                instance: config.INSTANCE,
                keptEvents: config.PEAJE_BOARD_KEPT_EVENTS,
                recordsPerSecond: config.PEAJE_BOARD_RECORDS_PER_SECOND,
                pollMs: config.PEAJE_BOARD_POLL_MS,
              },
            ),
          { maxListeners: config.PEAJE_BOARD_LISTENERS, lingerMs: config.PEAJE_BOARD_LINGER_MS },
          feedMetrics(registry),
        ),
      inject: [CONFIG, KafkaClient, ServiceClient, Sight, Clock, Registry],
    },
    {
      provide: RecordReader,
      useFactory: (kafka: KafkaClient, config: BoardConfig) => new RecordReader(kafka, config.INSTANCE),
      inject: [KafkaClient, CONFIG],
    },
    provide(ToldCallers, ToldCallers, [ServiceDirectory, BoardKeys]),
    provide(CollectJourney, CollectJourney, [ServiceClient, RecordReader, Feed, Sight, ToldCallers]),
  ],
})
export class BoardModule implements OnModuleDestroy, OnApplicationShutdown {
  private left: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(Feed) private readonly feed: Feed,
    @Inject(RecordReader) private readonly reader: RecordReader,
  ) {}

  /** Streams have no end, and HTTP would wait for them. */
  onModuleDestroy(): void {
    const left = Promise.all([this.feed.close(), this.reader.close()]);
    this.left = within<unknown>(LEAVE_WITHIN_MS, left, () => undefined);
  }

  /** Before the chassis closes the client: its groups are left and deleted. */
  async onApplicationShutdown(): Promise<void> {
    await this.left;
  }
}
