import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import {
  discardBody,
  redriveBody,
  type DeadLetterView,
  type DiscardBody,
  type RedriveBody,
  type RedrivenQueueView,
  type RedriveView,
} from '@peaje/contracts';
import { Refusal } from '@peaje/kernel';
import {
  Discards,
  positionOfDeadLetter,
  RedriveParked,
  shownKey,
  type RedriveReport,
  type Selection,
} from '@peaje/messaging';
import { Allow, CallerOf } from '../http/api-key.guard.js';
import type { Caller } from '../config/api-keys.js';
import { deadLetterView } from './dead-letter-view.js';

/** Redrives and discards; each becomes an event of `operations.performed`. */
@Allow('bank-operator')
@Controller('v1')
export class RedrivesController {
  constructor(
    @Inject(RedriveParked) private readonly redriveParked: RedriveParked,
    @Inject(Discards) private readonly discards: Discards,
  ) {}

  @Post('redrives')
  @HttpCode(200)
  async redrive(
    @CallerOf() caller: Caller,
    @Body({ schema: redriveBody }) body: RedriveBody,
  ): Promise<RedriveView> {
    const { dryRun, reason } = body;
    const reports = await this.redriveParked.execute({
      dryRun,
      reason,
      operator: caller.id,
      selection: selectionOf(body),
    });
    return { dryRun, lines: reports.map(queueView) };
  }

  @Post('discards')
  @HttpCode(200)
  async discard(
    @CallerOf() caller: Caller,
    @Body({ schema: discardBody }) { deadLetterId, reason }: DiscardBody,
  ): Promise<DeadLetterView> {
    const position = positionOfDeadLetter(deadLetterId);
    if (!position)
      throw new Refusal('not-found', {
        detail: 'there is no such dead letter: GET /v1/dead-letters lists them',
      });
    const record = await this.discards.discard(position, { operator: caller.id, reason });
    return deadLetterView({ ...record, isHead: record.isQueued });
  }
}

/** The schema of the body lets only one of them be named. */
function selectionOf({ deadLetterId, topic, key, code }: RedriveBody): Selection {
  if (deadLetterId !== undefined) return { deadLetterId };
  return topic !== undefined && key !== undefined ? { topic, key } : { code: code ?? '' };
}

const queueView = ({ key, ...report }: RedriveReport): RedrivenQueueView => ({
  topic: report.topic,
  partition: report.partition,
  key: shownKey(key),
  redriven: report.redriven,
  left: report.left,
  stoppedBy: report.stoppedBy,
});
