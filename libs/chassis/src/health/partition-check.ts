import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { EX_CONFIG, growsWithCharges, topics } from '@peaje/contracts';
import { Refusal } from '@peaje/kernel';
import type { KafkaClient } from '@peaje/messaging';
import { BackgroundCheck } from './background-check.js';
import type { ServiceConfig } from '../config/service-env.js';

/**
 * The topics of charges have `PEAJE_PARTITIONS` partitions. If one has another number, one account's charges would go two
 * ways and lose their order: the service ends instead. Other topics keep the number that they were created with. Asked in the
 * background, because a service starts while Kafka is down. What sends to partitions or reads them waits for `passed`.
 */
export class PartitionCheck implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly passed: Promise<void>;
  private readonly counts = new Map<string, number>();
  private readonly logger = new Logger(PartitionCheck.name);
  private readonly backgroundCheck = new BackgroundCheck(() => this.look(), {
    againAfterMs: 2_000,
    onError: (error) => this.logger.warn(error, 'cannot tell yet how many partitions the topics have'),
  });

  private readonly pass: () => void;

  constructor(
    private readonly client: KafkaClient,
    private readonly config: ServiceConfig,
    private readonly end: (exitCode: number) => void = (exitCode) => process.exit(exitCode),
  ) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.passed = promise;
    this.pass = resolve;
  }

  onApplicationBootstrap(): void {
    this.backgroundCheck.start();
  }

  onApplicationShutdown(): void {
    this.backgroundCheck.stop();
  }

  /** @throws Refusal not-ready before Kafka has told it. */
  countOf(topic: string): number {
    const count = this.counts.get(topic);
    if (count !== undefined) return count;
    const detail = `Kafka has not told yet how many partitions ${topic} has: try again`;
    throw new Refusal('not-ready', { detail, retryAfterSeconds: 5 });
  }

  private async look(): Promise<boolean> {
    for (const { name } of topics) await this.check(name);
    if (!this.backgroundCheck.isStopped) this.pass();
    return true;
  }

  private async check(topic: string): Promise<void> {
    const found = (await this.client.endOffsets(topic)).length;
    const wanted = this.config.PEAJE_PARTITIONS;
    this.counts.set(topic, found);
    if (found === wanted || !growsWithCharges(topic) || this.backgroundCheck.isStopped) return;
    this.backgroundCheck.stop();
    this.logger.fatal(
      `${topic} has ${found} partitions and PEAJE_PARTITIONS is ${wanted}: set it to ${found}, everywhere`,
    );
    this.end(EX_CONFIG);
  }
}
