import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { EX_CONFIG, topics } from '@peaje/contracts';
import type { KafkaClient } from '@peaje/messaging';
import { BackgroundCheck } from './background-check.js';
import type { ServiceConfig } from '../config/service-env.js';

/**
 * We choose partitions by `PEAJE_PARTITIONS`. If a topic has another number, one account's charges would go two ways
 * and lose their order: the service ends instead. Asked in the background, because a service starts while Kafka is down. What
 * sends to partitions or reads them waits for `passed`.
 */
export class PartitionCheck implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly passed: Promise<void>;
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

  private async look(): Promise<boolean> {
    for (const { name } of topics) await this.check(name);
    if (!this.backgroundCheck.isStopped) this.pass();
    return true;
  }

  private async check(topic: string): Promise<void> {
    const found = (await this.client.endOffsets(topic)).length;
    const wanted = this.config.PEAJE_PARTITIONS;
    if (found === wanted || this.backgroundCheck.isStopped) return;
    this.backgroundCheck.stop();
    this.logger.fatal(
      `${topic} has ${found} partitions and PEAJE_PARTITIONS is ${wanted}: set it to ${found}, everywhere`,
    );
    this.end(EX_CONFIG);
  }
}
