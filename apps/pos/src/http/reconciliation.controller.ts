import { Controller, Get, Inject, Query, type StreamableFile } from '@nestjs/common';
import { Allow, chargePlace, NdjsonStreams, pagesOf } from '@peaje/chassis';
import {
  chargeStreamQuery,
  idStreamQuery,
  type ChargeStreamQuery,
  type IdStreamQuery,
} from '@peaje/contracts';
import pg from 'pg';
import { readChargeLines, readOutboxLines } from '../db/reconciliation.sql.js';

const { Pool } = pg;
const idOf = ({ id }: { readonly id: string }): string => id;

@Allow('bank-operator')
@Controller('v1/reconciliation')
export class ReconciliationController {
  constructor(
    @Inject(Pool) private readonly pool: pg.Pool,
    @Inject(NdjsonStreams) private readonly streams: NdjsonStreams,
  ) {}

  @Get('charges')
  charges(@Query({ schema: chargeStreamQuery }) query: ChargeStreamQuery): Promise<StreamableFile> {
    return this.streams.of(pagesOf(chargePlace(query), idOf, (place) => readChargeLines(this.pool, place)));
  }

  @Get('outbox')
  outbox(@Query({ schema: idStreamQuery }) { after }: IdStreamQuery): Promise<StreamableFile> {
    const start = { from: after ?? '', except: after ?? null };
    return this.streams.of(pagesOf(start, idOf, (place) => readOutboxLines(this.pool, place)));
  }
}
