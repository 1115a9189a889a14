import { Controller, Inject, Logger } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import {
  operationsPerformed,
  chargesDecided,
  chargesRequested,
  passagesDecided,
  passagesRequested,
} from '@peaje/contracts';
import { ConsumeBatch, type FetchedRecord } from '@peaje/messaging';
import { ChainConflictError } from './audit.errors.js';
import { RecordKeeper } from './record-keeper.js';

@Controller()
export class RecordsConsumer {
  private readonly logger = new Logger(RecordsConsumer.name);

  constructor(@Inject(RecordKeeper) private readonly recordKeeper: RecordKeeper) {}

  /** As bytes, so that undecodable records are recorded too. The pipeline never skips a raw record (ADR 4). */
  @ConsumeBatch([chargesRequested, chargesDecided, passagesRequested, passagesDecided, operationsPerformed], {
    group: 'audit',
    pace: 'collected',
    as: 'records',
  })
  async onRecords(@Payload() records: readonly FetchedRecord[]): Promise<void> {
    try {
      await this.recordKeeper.keep(records);
    } catch (error) {
      // The alarm is the metric: peaje_transient_failures_total{code="chain-conflict"}.
      if (error instanceof ChainConflictError) this.logger.error(`CHAIN CONFLICT: ${error.message}`);
      throw error;
    }
  }
}
