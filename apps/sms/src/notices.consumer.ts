import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { chargesDecided, passagesDecided } from '@peaje/contracts';
import { ConsumeBatch, type Batch } from '@peaje/messaging';
import pg from 'pg';
import { plannedNotice } from './notice-plan.js';
import { NoticeSender } from './notice-sender.js';
import { insertNotices } from './sms.sql.js';

const { Pool } = pg;

/** A discarded outcome costs its holder a text and nobody money. */
const DROPPED = [
  'peaje.charge.approved.v1',
  'peaje.charge.declined.v1',
  'peaje.charge.cancelled.v1',
  'peaje.charge.reversed.v1',
] as const;

@Controller()
export class NoticesConsumer {
  constructor(
    @Inject(Pool) private readonly pool: pg.Pool,
    @Inject(NoticeSender) private readonly sender: NoticeSender,
  ) {}

  /** Only stores the notices: a consumer that sent the texts would send them again with every redelivery. */
  @ConsumeBatch([chargesDecided, passagesDecided], {
    group: 'sms',
    pace: 'collected',
    dropOnDiscard: DROPPED,
  })
  async onOutcomes(@Payload() batch: Batch<typeof chargesDecided>): Promise<void> {
    const notices = batch.flatMap(({ event }) => plannedNotice(event) ?? []);
    if (notices.length === 0) return;
    await insertNotices(this.pool, notices);
    this.sender.wake();
  }
}
