import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Charges } from '../charge/charges.js';

const SWEEP_EVERY_MS = 1_000;
const SWEEP_LIMIT = 500;

/**
 * Keeps what an instance that died had promised, each second and on every instance: overdue charges are cancelled, and
 * what debit has not answered is said again.
 */
export class ChargeSweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(ChargeSweeper.name);
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> | undefined;

  constructor(private readonly charges: Charges) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.sweeping ??= this.sweep().finally(() => (this.sweeping = undefined));
    }, SWEEP_EVERY_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.sweeping;
  }

  private async sweep(): Promise<void> {
    try {
      const cancelled = await this.charges.cancelOverdue({ limit: SWEEP_LIMIT });
      const reminded = await this.charges.remind(SWEEP_LIMIT);
      if (cancelled > 0 || reminded > 0) this.logger.warn({ cancelled, reminded }, 'swept');
    } catch (error) {
      this.logger.warn(error, 'charges could not be swept; trying again');
    }
  }
}
