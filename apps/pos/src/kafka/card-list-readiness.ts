import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { BackgroundCheck, type Readiness } from '@peaje/chassis';
import { cards } from '@peaje/contracts';
import type { KafkaClient } from '@peaje/messaging';
import type { PosDatabase } from '../db/pos-database.js';

const GROUP = 'pos';

/**
 * Whether this database has had the whole card list once. From then on pos can do its job without Kafka; before, an
 * unknown card might only be one that has not arrived yet.
 */
export class CardListReadiness implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(CardListReadiness.name);
  private readonly backgroundCheck = new BackgroundCheck(() => this.look(), {
    againAfterMs: 500,
    onError: (error) => this.logger.warn(error, 'cannot tell yet whether the card list is loaded'),
  });
  private loaded = false;

  constructor(
    private readonly prisma: PosDatabase,
    private readonly client: KafkaClient,
    private readonly readiness: Readiness,
  ) {}

  onApplicationBootstrap(): void {
    this.readiness.require('card-list', () => this.loaded);
    this.backgroundCheck.start();
  }

  onApplicationShutdown(): void {
    this.backgroundCheck.stop();
  }

  private async look(): Promise<boolean> {
    this.loaded = await this.wasLoaded();
    if (!this.loaded && (await this.isCaughtUp())) await this.remember();
    return this.loaded;
  }

  private async wasLoaded(): Promise<boolean> {
    return (await this.prisma.loadedTopic.count({ where: { topic: cards.name } })) > 0;
  }

  /** Caught up: the group's position is at the end that Kafka names, in every partition. */
  private async isCaughtUp(): Promise<boolean> {
    const ends = await this.client.endOffsets(cards.name);
    const committed = await this.client.committedOffsets(GROUP, cards.name);
    const positions = new Map(committed.map(({ partition, offset }) => [partition, offset]));
    return ends.every(({ partition, offset }) => (positions.get(partition) ?? 0n) >= offset);
  }

  private async remember(): Promise<void> {
    await this.prisma.loadedTopic.createMany({ data: [{ topic: cards.name }], skipDuplicates: true });
    this.loaded = true;
  }
}
