import { Controller, Get, Inject, Query, type StreamableFile } from '@nestjs/common';
import { Allow, NdjsonStreams, pagesOf } from '@peaje/chassis';
import { noticeStreamQuery, type NoticeStreamQuery } from '@peaje/contracts';
import pg from 'pg';
import { noticePlace, readNoticeLines, type NoticeKey } from './reconciliation.sql.js';

const { Pool } = pg;

@Allow('bank-operator')
@Controller('v1/reconciliation')
export class ReconciliationController {
  constructor(
    @Inject(Pool) private readonly pool: pg.Pool,
    @Inject(NdjsonStreams) private readonly streams: NdjsonStreams,
  ) {}

  @Get('notices')
  async notices(@Query({ schema: noticeStreamQuery }) query: NoticeStreamQuery): Promise<StreamableFile> {
    const start = await noticePlace(this.pool, query);
    const keyOf = ({ id, chargeId }: NoticeKey): NoticeKey => ({ id, chargeId });
    return this.streams.of(pagesOf(start, keyOf, (place) => readNoticeLines(this.pool, place)));
  }
}
