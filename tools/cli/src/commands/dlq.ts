import type { LogRecord } from '@peaje/contracts';
import { CliError, EXIT } from '../cli-error.js';
import { command, commandGroup } from '../command.js';
import { type DeadLetterView, deadLetterView } from '../kafka/dead-letter-view.js';
import { readRecords } from '../kafka/read-records.js';
import { DEAD_LETTER_TOPIC } from '../kafka/record-view.js';
import type { Stretch } from '../kafka/stretches.js';
import { deadLettersText, deadLetterText } from '../render/dead-letters.js';
import type { Session } from '../session.js';

const PLACE = /^(.+)\/(\d+)@(\d+)$/;

const list = command({
  usage: 'list',
  describe: 'what the groups could not handle, and why',
  options: (cli) => cli.option('group', { type: 'string', describe: 'of this group only' }),
  run: async (session, { group, json }) => {
    const letters = await readLetters(session, group);
    await (json ? session.terminal.json(letters) : session.terminal.say(deadLettersText(letters)));
  },
});

const show = command({
  usage: 'show <place>',
  describe: 'one of them whole',
  options: (cli) =>
    cli
      .positional('place', { type: 'string', demandOption: true, describe: 'where list says it is' })
      .example('$0 dlq show charges.requested.debit.dlq/2@0', 'the first one of partition 2'),
  run: async (session, { place, json }) => {
    const letter = await readLetter(session, place);
    await (json ? session.terminal.json(letter) : session.terminal.say(deadLetterText(letter)));
  },
});

export const dlqCommand = commandGroup('dlq', 'dead letters', [list, show]);

async function readLetters(session: Session, group: string | undefined): Promise<DeadLetterView[]> {
  const stretches: Stretch[] = [];
  for (const topic of await session.kafka.topics()) {
    if (!DEAD_LETTER_TOPIC.test(topic)) continue;
    if (group !== undefined && !topic.endsWith(`.${group}.dlq`)) continue;
    const ends = await session.kafka.ends(topic);
    stretches.push(...ends.map(({ partition, low, high }) => ({ topic, partition, from: low, to: high })));
  }
  const letters: DeadLetterView[] = [];
  const keep = (record: LogRecord) => {
    letters.push(deadLetterView(record));
    return 'more' as const;
  };
  await readRecords(
    session.kafka,
    stretches.filter(({ from, to }) => to === undefined || from < to),
    keep,
    session.terminal.signal,
  );
  return letters.sort(
    (a, b) =>
      a.topic.localeCompare(b.topic) || a.partition - b.partition || Number(a.offset) - Number(b.offset),
  );
}

async function readLetter(session: Session, place: string): Promise<DeadLetterView> {
  const [, topic, partition, offset] = PLACE.exec(place) ?? [];
  if (!topic || !DEAD_LETTER_TOPIC.test(topic) || partition === undefined || offset === undefined) {
    throw new CliError(
      EXIT.usage,
      `${place} is no place of a dead letter.`,
      'A place is <topic>/<partition>@<offset>, as peaje dlq list shows it.',
    );
  }
  await session.kafka.assertTopic(topic);
  const ends = (await session.kafka.ends(topic)).find((one) => one.partition === Number(partition));
  const from = BigInt(offset);
  if (!ends || from < ends.low || from >= ends.high) {
    throw new CliError(EXIT.refused, `There is no dead letter at ${place}.`, 'peaje dlq list shows them.');
  }
  let found: DeadLetterView | undefined;
  await readRecords(
    session.kafka,
    [{ topic, partition: Number(partition), from, to: from + 1n }],
    (record) => {
      found = deadLetterView(record);
      return 'enough';
    },
    session.terminal.signal,
  );
  if (!found) throw new CliError(EXIT.interrupted, 'Interrupted before it was read.');
  return found;
}
