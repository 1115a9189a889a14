import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { inTransaction } from '@peaje/chassis';
import { holders } from '@peaje/contracts';
import { ConsumeBatch, type StateBatch } from '@peaje/messaging';
import pg from 'pg';
import { newestHolders } from './newest-holders.js';
import { NoticeSender } from './notice-sender.js';
import { deleteHolders, upsertHolders } from './holders.sql.js';

const { Pool } = pg;

@Controller()
export class HoldersConsumer {
  constructor(
    @Inject(Pool) private readonly pool: pg.Pool,
    @Inject(NoticeSender) private readonly sender: NoticeSender,
  ) {}

  /** The next state of a holder makes up for a discarded one. A tombstone cannot be discarded. */
  @ConsumeBatch([holders], { group: 'sms', pace: 'collected', dropOnDiscard: ['peaje.holder.changed.v1'] })
  async onHolders(@Payload() batch: StateBatch<typeof holders>): Promise<void> {
    const { changed, gone } = newestHolders(batch.map(({ event }) => event));
    await inTransaction(this.pool, async (session) => {
      if (gone.length > 0) await deleteHolders(session, gone);
      if (changed.length > 0) await upsertHolders(session, changed);
    });
    this.sender.wake();
  }
}
