import { Controller, Get, Inject, Param, UseGuards } from '@nestjs/common';
import { Public } from '@peaje/chassis';
import { contractOf, observedTopics, type RecordView } from '@peaje/contracts';
import { Refusal } from '@peaje/kernel';
import type { RecordPosition } from '@peaje/messaging';
import { chargeOf } from './record-digest.js';
import { RecordReader } from './record-reader.js';
import { recordView } from './record-view.js';
import { SameOriginGuard } from './same-origin.guard.js';
import { Sight } from './sight.js';

@Public()
@UseGuards(SameOriginGuard)
@Controller('v1/records')
export class RecordsController {
  constructor(
    @Inject(RecordReader) private readonly reader: RecordReader,
    @Inject(Sight) private readonly sight: Sight,
  ) {}

  @Get(':id')
  async record(@Param('id') id: string): Promise<RecordView> {
    const position = positionFrom(id);
    const [record] = await this.reader.read([position]);
    // What its key may not see is not there.
    const isSeen = record && (this.sight.isOfBank || chargeOf(record, this.sight) !== null);
    if (!record || !isSeen) throw notThere();
    return recordView(record);
  }
}

const POSITION = /^([A-Za-z0-9._-]{1,249}):(\d{1,9}):(\d{1,18})$/;

/** @throws Refusal invalid-request, forbidden, not-found */
export function positionFrom(id: string): RecordPosition {
  const [, topic, partition, offset] = POSITION.exec(id) ?? [];
  if (topic === undefined || partition === undefined || offset === undefined)
    throw new Refusal('invalid-request', { field: 'id', detail: 'id: must be topic:partition:offset' });
  if (contractOf(topic)?.personal)
    throw new Refusal('forbidden', { detail: `${topic} has personal data: the board does not read it` });
  if (!observedTopics().includes(topic)) throw notThere();
  return { topic, partition: Number(partition), offset: BigInt(offset) };
}

const notThere = (): Refusal =>
  new Refusal('not-found', { detail: 'Kafka has no such record, or the key of the board may not see it' });
