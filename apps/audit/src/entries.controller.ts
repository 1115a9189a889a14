import { Controller, Get, Inject, Query } from '@nestjs/common';
import { Allow } from '@peaje/chassis';
import { decodeCursor, entriesQuery, pageOf, type EntryView, type Page } from '@peaje/contracts';
import { exactInt, recordTime } from '@peaje/kernel';
import pg from 'pg';
import type { z } from 'zod';
import { listEntries, type ListedEntry } from './audit.sql.js';
import type { EntryPosition } from './entry-row.js';

const { Pool } = pg;

@Allow('bank-operator')
@Controller('v1/entries')
export class EntriesController {
  constructor(@Inject(Pool) private readonly pool: pg.Pool) {}

  @Get()
  async list(@Query({ schema: entriesQuery }) query: z.infer<typeof entriesQuery>): Promise<Page<EntryView>> {
    const { cursor, limit, chargeId: subject } = query;
    const after = cursor === undefined ? null : positionFrom(cursor);
    const rows = await listEntries(this.pool, { subject: subject ?? null, after, limit: limit + 1 });
    return pageOf(rows, limit, cursorOf, entryView);
  }
}

const cursorOf = ({ chain, seq }: EntryPosition): string => `${chain} ${seq}`;

const POSITION = /^([\x21-\x7e]+) (\d{1,18})$/;

function positionFrom(cursor: string): EntryPosition {
  const [chain, seq] = decodeCursor(cursor, POSITION).split(' ');
  return { chain: chain!, seq: seq! };
}

const entryView = ({
  chain,
  seq,
  topic,
  partition,
  offset,
  type,
  timestamp,
  hash,
}: ListedEntry): EntryView => ({
  chain,
  seq: exactInt(BigInt(seq)),
  topic,
  partition,
  offset,
  type,
  time: recordTime(BigInt(timestamp)),
  hash: hash.toString('hex'),
});
