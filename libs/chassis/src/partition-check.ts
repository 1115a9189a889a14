import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { topics } from '@peaje/contracts';
import type { LogClient } from '@peaje/messaging';
import type { ServiceConfig } from './service-env.js';

const LOOK_AGAIN_AFTER_MS = 2_000;
const EX_CONFIG = 78;

/**
 * We choose partitions by `PEAJE_PARTITIONS`. If a topic has another number, one account's charges would go two ways
 * and lose their order: the service ends instead. Asked in the background, because a service starts while Kafka is down.
 */
export class PartitionCheck implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(PartitionCheck.name);
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly client: LogClient,
    private readonly config: ServiceConfig,
    private readonly end: (exitCode: number) => void = (exitCode) => process.exit(exitCode),
  ) {}

  onApplicationBootstrap(): void {
    void this.look();
  }

  onApplicationShutdown(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async look(): Promise<void> {
    try {
      for (const { name } of topics) await this.check(name);
    } catch {
      if (!this.stopped) this.timer = setTimeout(() => void this.look(), LOOK_AGAIN_AFTER_MS);
    }
  }

  private async check(topic: string): Promise<void> {
    const found = (await this.client.endOffsets(topic)).length;
    const wanted = this.config.PEAJE_PARTITIONS;
    if (found === wanted || this.stopped) return;
    this.stopped = true;
    this.logger.fatal(
      `${topic} has ${found} partitions and PEAJE_PARTITIONS is ${wanted}: set it to ${found}, everywhere`,
    );
    this.end(EX_CONFIG);
  }
}
