import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { chargesDecided } from '@peaje/contracts';
import { ConsumeBatch, type Batch } from '@peaje/messaging';
import pg from 'pg';
import { plannedNotice } from './notice-plan.js';
import { NoticeSender } from './notice-sender.js';
import { insertNotices } from './sms.sql.js';

const { Pool } = pg;

/** A discarded outcome costs its holder a text and nobody money. */
const DISCARDS = {
  'peaje.charge.approved.v1': 'drop',
  'peaje.charge.declined.v1': 'drop',
  'peaje.charge.cancelled.v1': 'drop',
  'peaje.charge.reversed.v1': 'drop',
} as const;

@Controller()
export class NoticesConsumer {
  constructor(
    @Inject(Pool) private readonly pool: pg.Pool,
    @Inject(NoticeSender) private readonly sender: NoticeSender,
  ) {}

  /** Only stores notices: a call to the provider here would text again with every redelivery. */
  @ConsumeBatch([chargesDecided], { group: 'sms', discards: DISCARDS })
  async onOutcomes(@Payload() batch: Batch<typeof chargesDecided>): Promise<void> {
    const notices = batch.flatMap(({ event }) => plannedNotice(event) ?? []);
    if (notices.length === 0) return;
    await insertNotices(this.pool, notices);
    this.sender.wake();
  }
}
