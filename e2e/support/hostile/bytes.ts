import { chargeIn, settled } from '../charges/callers.js';
import { answersMore, startLoad } from '../charges/load.js';
import { type Codec, codecNames } from '../kafka/codecs.js';
import { withTopicSettings } from '../kafka/topic-settings.js';
import {
  again,
  type BatchWriter,
  bomb,
  contradiction,
  inTransaction,
  undecodable,
  type WrittenBatch,
} from './batches.js';
import { CHARGE_TOPICS, deadLettersOf, discardAll, type OwnedLetter } from './dead-letters.js';
import { everyGroupIsAtTheEnd } from './groups-health.js';
import type { Figures, SettledCharges } from './setting.js';

const RECORDS = 12;
/** On each partition, one behind the other. */
const BOMBS = 3;
const TILLS_PER_SECOND = 20;
const TIMEOUT_MS = 240_000;

/** Batches in every codec on each partition of both charge topics. */
export function itReadsEveryBatch(charges: SettledCharges, writer: BatchWriter, figures: Figures): void {
  const letters: OwnedLetter[] = [];

  it.each<Codec>(codecNames)(
    'in batches of %s, healthy records are handled, the others become dead letters, and no group stops',
    async (codec) => {
      const bad: WrittenBatch[] = [];
      for (const record of charges.records) {
        const repeated = Array.from({ length: RECORDS }, () => again(record));
        await writer.write(record, repeated, codec);
        bad.push(await writer.write(record, undecodable(RECORDS), codec));
        await writer.write(record, repeated, codec);
      }
      letters.push(...(await deadLettersOf(bad, 'not-a-cloud-event')));
      await charges.expectUntouched();
      figures[`records in ${codec}`] = bad.length * RECORDS * 3;
    },
    TIMEOUT_MS,
  );

  it.each<Codec>(['gzip', 'zstd', 'snappy'])(
    'a batch of %s that unpacks to 12 MB becomes a dead letter for each of its records',
    async (codec) => {
      const bombs: WrittenBatch[] = [];
      for (const record of charges.records)
        for (let n = 0; n < BOMBS; n++) bombs.push(await writer.write(record, bomb(record), codec));
      letters.push(...(await deadLettersOf(bombs, 'batch-too-large')));
      await charges.expectUntouched();
      figures[`batches of 12 MB in ${codec}`] = bombs.length;
    },
    TIMEOUT_MS,
  );

  it(
    'an operator discards each dead letter of these batches',
    async () => {
      figures['dead letters, discarded'] = await discardAll(letters);
      await everyGroupIsAtTheEnd();
    },
    TIMEOUT_MS,
  );
}

/** Offsets without records, and batches that the broker packs again. */
export function itPassesHolesAndOtherCodecs(charges: SettledCharges, figures: Figures): void {
  it.each<[string, Codec | undefined]>([
    ['as they are', undefined],
    ['in zstd', 'zstd'],
  ])(
    'nobody handles the records of an aborted transaction, sent %s, and no group waits before a marker',
    async (_, codec) => {
      await inTransaction('abort', charges.records, contradiction, codec);
      await inTransaction('commit', charges.records, again, codec);
      await inTransaction('abort', charges.records, contradiction, codec);
      await charges.expectUntouched();
    },
    TIMEOUT_MS,
  );

  it(
    'tills are answered while the broker packs the charge topics in one codec after another',
    async () => {
      const load = startLoad(charges.cards, TILLS_PER_SECOND);
      try {
        for (const codec of codecNames.filter((name) => name !== 'lz4'))
          await withTopicSettings(CHARGE_TOPICS, { 'compression.type': codec }, () => answersMore(load));
        await answersMore(load);
      } finally {
        await load.stop();
      }
      const answered = await load.stop();
      figures['charges on topics that change their codec'] = answered.length;
      for (const { as, answer } of answered) {
        expect([as, answer.status]).toEqual([as, as === 'shop' ? 201 : 202]);
        expect((await settled(chargeIn(answer).id, as)).status).toBe('approved');
      }
      await everyGroupIsAtTheEnd();
    },
    TIMEOUT_MS,
  );
}
