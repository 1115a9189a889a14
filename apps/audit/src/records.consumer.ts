import { Controller, Inject, Logger } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { chargesDecided, chargesRequested, operationsPerformed } from '@peaje/contracts';
import { classify, ConsumeBatch, errorCodeOf, type FetchedRecord } from '@peaje/messaging';
import { ChainConflictError, NotRecordedError } from './audit.errors.js';
import { RecordKeeper } from './record-keeper.js';

@Controller()
export class RecordsConsumer {
  private readonly logger = new Logger(RecordsConsumer.name);

  constructor(@Inject(RecordKeeper) private readonly recordKeeper: RecordKeeper) {}

  /** As bytes: what nobody can decode is recorded too. */
  @ConsumeBatch([chargesRequested, chargesDecided, operationsPerformed], { group: 'audit', as: 'records' })
  async onRecords(@Payload() records: readonly FetchedRecord[]): Promise<void> {
    try {
      await this.recordKeeper.keep(records);
    } catch (error) {
      throw this.neverPermanent(error);
    }
  }

  /** The pipeline would give up what failed for good and go on. A record with holes is none: stand still. */
  private neverPermanent(error: unknown): unknown {
    // Also counted: peaje_transient_failures_total{code="chain-conflict"} is the alarm.
    if (error instanceof ChainConflictError) this.logger.error(`CHAIN CONFLICT: ${error.message}`);
    if (classify(error) !== 'permanent') return error;
    this.logger.error(error);
    return new NotRecordedError(errorCodeOf(error));
  }
}
