import { Controller, Get, Inject, Query, type StreamableFile } from '@nestjs/common';
import { Allow, NdjsonStreams } from '@peaje/chassis';
import { entryStreamQuery, type EntryStreamQuery } from '@peaje/contracts';
import pg from 'pg';
import { entryLines } from './reconciliation.sql.js';

const { Pool } = pg;

@Allow('bank-operator')
@Controller('v1/reconciliation')
export class ReconciliationController {
  constructor(
    @Inject(Pool) private readonly pool: pg.Pool,
    @Inject(NdjsonStreams) private readonly streams: NdjsonStreams,
  ) {}

  /** A chain that audit does not know has no entries: audit may be behind. */
  @Get('entries')
  entries(@Query({ schema: entryStreamQuery }) query: EntryStreamQuery): Promise<StreamableFile> {
    return this.streams.of(entryLines(this.pool, query));
  }
}
