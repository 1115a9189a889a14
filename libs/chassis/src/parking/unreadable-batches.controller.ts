import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import {
  skippedBatchBody,
  type SkippedBatchBody,
  type UnreadableBatchList,
  type UnreadableBatchView,
} from '@peaje/contracts';
import { listUnreadableBatches, SkipBatch, type ListedBatch } from '@peaje/messaging';
import pg from 'pg';
import type { Caller } from '../config/api-keys.js';
import { Allow, CallerOf } from '../http/api-key.guard.js';

const { Pool } = pg;

/** The batches that the group cannot read. Stepping over one becomes an event of `operations.performed`. */
@Allow('bank-operator')
@Controller('v1')
export class UnreadableBatchesController {
  constructor(
    @Inject(Pool) private readonly pool: pg.Pool,
    @Inject(SkipBatch) private readonly skipBatch: SkipBatch,
  ) {}

  @Get('unreadable-batches')
  async list(): Promise<UnreadableBatchList> {
    const batches = await listUnreadableBatches(this.pool);
    return { items: batches.map(unreadableBatchView) };
  }

  @Post('skipped-batches')
  @HttpCode(200)
  async skip(
    @CallerOf() caller: Caller,
    @Body({ schema: skippedBatchBody }) body: SkippedBatchBody,
  ): Promise<UnreadableBatchView> {
    const { topic, partition, reason } = body;
    const firstOffset = BigInt(body.firstOffset);
    const lastOffset = BigInt(body.lastOffset);
    const actor = { operator: caller.id, reason };
    return unreadableBatchView(
      await this.skipBatch.execute({ topic, partition, firstOffset, lastOffset }, actor),
    );
  }
}

const unreadableBatchView = ({ firstOffset, lastOffset, since, skipped, ...batch }: ListedBatch) => ({
  ...batch,
  firstOffset: firstOffset.toString(),
  lastOffset: lastOffset.toString(),
  since: since.toISOString(),
  skipped: skipped && { ...skipped, at: skipped.at.toISOString() },
});
