import { Controller, Get, Inject } from '@nestjs/common';
import { Allow } from '@peaje/chassis';
import type { NumberedCheckpoint, Page } from '@peaje/contracts';
import { PublishedCheckpoints } from './published-checkpoints.js';

@Allow('bank-operator')
@Controller('v1/checkpoints')
export class CheckpointsController {
  constructor(@Inject(PublishedCheckpoints) private readonly published: PublishedCheckpoints) {}

  /** Lists the newest of all chains on one page. What the topic has lost, this process may still know. */
  @Get()
  async list(): Promise<Page<NumberedCheckpoint>> {
    await this.published.catchUp();
    return { items: this.published.checkpoints(), nextCursor: null };
  }
}
