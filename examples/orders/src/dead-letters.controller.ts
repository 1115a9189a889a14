import { Controller, Get, Inject, NotFoundException, Param, Post } from '@nestjs/common';
import { deadLetterId, listParked, RedriveParked, Refusal, SqlDatabase } from '@peaje/messaging';
import { ordersPlaced } from './orders.topic.js';

/** For operators: put your guard in front of it. */
@Controller('dead-letters')
export class DeadLettersController {
  constructor(
    @Inject(SqlDatabase) private readonly database: SqlDatabase,
    @Inject(RedriveParked) private readonly redriveParked: RedriveParked,
  ) {}

  @Get()
  async list() {
    const records = await listParked(this.database, {}, 100);
    return records.map((one) => ({ id: deadLetterId(one), customer: one.key?.toString(), code: one.code }));
  }

  /** Everything that waits for a customer, in order. It stops at the first record that fails again. */
  @Post(':customer/redrives')
  async redrive(@Param('customer') customer: string) {
    const selection = { topic: ordersPlaced.name, key: customer };
    const command = { selection, dryRun: false, operator: 'warehouse', reason: 'the article is here' };
    const reports = await this.redriveParked.execute(command).catch((error: unknown) => {
      throw error instanceof Refusal ? new NotFoundException(error.message) : error;
    });
    return reports.map(({ redriven, left }) => ({ redriven, left }));
  }
}
