import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import {
  deadLetterListQuery,
  decodeCursor,
  listQuery,
  pageOf,
  type DeadLetterListQuery,
  type DeadLetterView,
  type Page,
  type ParkedKeyView,
  type WholeDeadLetterView,
} from '@peaje/contracts';
import { Refusal } from '@peaje/kernel';
import {
  deadLetterId,
  findParked,
  listParked,
  listParkedKeys,
  positionOfDeadLetter,
  type ParkedQueue,
  type ParkedKey,
  type SqlSession,
} from '@peaje/messaging';
import type { z } from 'zod';
import { Allow } from '../http/api-key.guard.js';
import { deadLetterView, wholeDeadLetterView } from './dead-letter-view.js';

/** The database with the parked records. */
export const PARKED = Symbol('parked');

const POSITION = /^[A-Za-z0-9._-]{1,249}-\d{1,9}-\d{1,18}$/;
const QUEUE = /^([A-Za-z0-9._-]{1,249})-(\d{1,9})-((?:[0-9a-f]{2})*)$/;

@Allow('bank-operator')
@Controller('v1')
export class DeadLettersController {
  constructor(@Inject(PARKED) private readonly parked: SqlSession) {}

  @Get('dead-letters')
  async list(
    @Query({ schema: deadLetterListQuery }) query: DeadLetterListQuery,
  ): Promise<Page<DeadLetterView>> {
    const { cursor, limit, key, topic, code } = query;
    const after = cursor === undefined ? undefined : positionOfDeadLetter(decodeCursor(cursor, POSITION));
    const filter = { topic, code, after, key: key === undefined ? undefined : Buffer.from(key) };
    const records = await listParked(this.parked, filter, limit + 1);
    return pageOf(records, limit, deadLetterId, deadLetterView);
  }

  @Get('dead-letters/:id')
  async show(@Param('id') id: string): Promise<WholeDeadLetterView> {
    const position = positionOfDeadLetter(id);
    const record = position && (await findParked(this.parked, position));
    if (record) return wholeDeadLetterView(record);
    throw new Refusal('not-found', {
      detail: 'there is no such dead letter: GET /v1/dead-letters lists them',
    });
  }

  @Get('parked-keys')
  async keys(
    @Query({ schema: listQuery }) { cursor, limit }: z.infer<typeof listQuery>,
  ): Promise<Page<ParkedKeyView>> {
    const keys = await listParkedKeys(
      this.parked,
      cursor === undefined ? undefined : queueAt(cursor),
      limit + 1,
    );
    return pageOf(keys, limit, cursorOf, parkedKeyView);
  }
}

const cursorOf = ({ topic, partition, key }: ParkedQueue): string =>
  `${topic}-${partition}-${key.toString('hex')}`;

function queueAt(cursor: string): ParkedQueue {
  const [, topic = '', partition = '', key = ''] = QUEUE.exec(decodeCursor(cursor, QUEUE)) ?? [];
  return { topic, partition: Number(partition), key: Buffer.from(key, 'hex') };
}

const parkedKeyView = ({ topic, partition, key, records, since, head }: ParkedKey): ParkedKeyView => ({
  topic,
  partition,
  key: key.toString(),
  records,
  since: since.toISOString(),
  head: {
    id: deadLetterId({ topic, partition, offset: head.offset }),
    code: head.code,
    attempts: head.attempts,
  },
});
