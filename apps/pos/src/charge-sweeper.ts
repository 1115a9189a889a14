import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { CancelOverdueCharges } from './charge/cancel-overdue-charges.handler.js';
import type { ResendUnconfirmed } from './charge/resend-unconfirmed.handler.js';

const SWEEP_EVERY_MS = 1_000;

/**
 * Keeps the promises of an instance that died, each second and on every instance: overdue charges are cancelled, and
 * events that debit has not answered are sent again.
 */
export class ChargeSweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(ChargeSweeper.name);
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> | undefined;

  constructor(
    private readonly cancelOverdue: CancelOverdueCharges,
    private readonly resendUnconfirmed: ResendUnconfirmed,
  ) {}

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
      const cancelled = await this.cancelOverdue.any();
      const resent = await this.resendUnconfirmed.execute();
      if (cancelled > 0 || resent > 0) this.logger.warn({ cancelled, resent }, 'swept');
    } catch (error) {
      this.logger.warn(error, 'charges could not be swept; trying again');
    }
  }
}
