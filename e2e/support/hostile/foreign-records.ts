import { randomUUID } from 'node:crypto';
import type { Message } from 'kafkajs';
import type { SeenRecord } from '../kafka/log-reader.js';
import { withTopicSettings } from '../kafka/topic-settings.js';
import { type CliResult, peaje } from '../operator.js';
import { again, type BatchWriter, type WrittenBatch } from './batches.js';
import { CHARGE_TOPICS, deadLettersOf, discardAll } from './dead-letters.js';
import { everyGroupIsAtTheEnd } from './groups-health.js';
import type { SettledCharges } from './setting.js';

const TIMEOUT_MS = 240_000;
const HOSTILE = '\x1b]0;owned\x07\x1b[2J\u009b8m\u202e\r\n\t\x7f\u2028';
/** All that a terminal acts on, but the line breaks between the lines of `peaje`. */
const UNPRINTABLE = /[\0-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/;

/** The timestamp of a record, and how `peaje tail` shows it. */
const TIMES = {
  '-1': '1969-12-31T23:59:59.999Z',
  '0': '1970-01-01T00:00:00.000Z',
  '9007199254740993': '9007199254740993',
} as const;
/** By default a broker refuses a time far ahead. A topic may allow it, and older brokers do. */
const ANY_TIME = { 'message.timestamp.after.max.ms': '9223372036854775807' };

interface TailLine {
  readonly partition: number;
  readonly offset: string;
  readonly timestamp: string;
}

const tail = (topic: string, ...options: readonly string[]): Promise<CliResult> =>
  peaje('tail', topic, '--from-beginning', '--no-follow', ...options);

async function writeEach(
  writer: BatchWriter,
  records: readonly SeenRecord[],
  messages: (record: SeenRecord) => readonly Message[],
): Promise<WrittenBatch[]> {
  const batches: WrittenBatch[] = [];
  for (const record of records)
    for (const message of messages(record)) batches.push(await writer.write(record, [message], 'zstd'));
  return batches;
}

/** Texts and times of others. */
export function itShowsForeignRecords(charges: SettledCharges, writer: BatchWriter): void {
  it(
    'peaje shows texts that a terminal acts on escaped',
    async () => {
      const name = `hostile-${randomUUID()}`;
      const text = `${name}${HOSTILE}`;
      const headers = { ce_type: text, [HOSTILE]: HOSTILE };
      const message = () => ({ key: randomUUID() + text, value: text, headers });
      const letters = await deadLettersOf(
        await writeEach(writer, charges.records, () => [message()]),
        'not-a-cloud-event',
      );

      const shown: CliResult[] = [];
      for (const json of [[], ['--json']]) {
        for (const topic of CHARGE_TOPICS) shown.push(await tail(topic, ...json));
        shown.push(await peaje('dlq', 'list', ...json));
        for (const { service, letter } of letters.slice(-1))
          shown.push(await peaje('dlq', 'show', letter.id, '--group', service, ...json));
      }
      for (const { exitCode, stdout, stderr } of shown) {
        expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
        expect(stdout).toContain(name);
        expect((stdout + stderr).match(UNPRINTABLE)).toBeNull();
      }
      await discardAll(letters);
    },
    TIMEOUT_MS,
  );

  it(
    'any time of a record is shown exactly, and stops no group',
    async () => {
      const written = await withTopicSettings(CHARGE_TOPICS, ANY_TIME, () =>
        writeEach(writer, charges.records, (record) =>
          Object.keys(TIMES).map((timestamp) => ({ ...again(record), timestamp })),
        ),
      );
      await everyGroupIsAtTheEnd();
      for (const topic of CHARGE_TOPICS) {
        const { stdout } = await tail(topic, '--json');
        const lines = stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as TailLine);
        const times = new Map(lines.map((line) => [`${line.partition}@${line.offset}`, line.timestamp]));
        const own = written.filter((batch) => batch.topic === topic);
        expect(own.map(({ partition, first }) => times.get(`${partition}@${first}`))).toEqual(
          own.map((_, n) => Object.values(TIMES)[n % 3]),
        );
      }
    },
    TIMEOUT_MS,
  );
}
