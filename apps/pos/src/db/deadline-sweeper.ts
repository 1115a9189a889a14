import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Charges } from '../charge/charges.js';

const SWEEP_EVERY_MS = 1_000;
const SWEEP_LIMIT = 500;

/** Keeps the deadline of charges whose instance has died: any instance cancels what is overdue. */
export class DeadlineSweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(DeadlineSweeper.name);
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> | undefined;

  constructor(private readonly charges: Charges) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(
      () => (this.sweeping ??= this.sweep().finally(() => (this.sweeping = undefined))),
      SWEEP_EVERY_MS,
    );
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.sweeping;
  }

  private async sweep(): Promise<void> {
    try {
      const cancelled = await this.charges.cancelOverdue({ limit: SWEEP_LIMIT });
      if (cancelled > 0) this.logger.warn(`${cancelled} charges cancelled past their deadline`);
    } catch (error) {
      this.logger.warn(error, 'overdue charges could not be swept; trying again');
    }
  }
}
