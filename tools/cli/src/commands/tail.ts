import { topics } from '@peaje/contracts';
import { isHole, type FetchedRecord } from '@peaje/record-batches';
import { CliError, EXIT } from '../cli-error.js';
import { command } from '../command.js';
import { followInGroup, readRecords } from '../kafka/read-records.js';
import type { OffsetRange } from '../kafka/offset-ranges.js';
import { recordView } from '../kafka/record-view.js';
import { json } from '../render/printable.js';
import { recordHeads, recordLine } from '../render/records.js';
import type { Session } from '../session.js';

export const tailCommand = command({
  usage: 'tail <topic>',
  describe: 'follow the records of a topic, until Ctrl-C',
  options: (cli) =>
    cli
      .positional('topic', { type: 'string', demandOption: true, describe: 'the topic' })
      .option('from-beginning', { type: 'boolean', default: false, describe: 'begin with the oldest record' })
      .option('partition', { type: 'number', describe: 'one partition only' })
      .option('max', { type: 'number', describe: 'end after this number of records' })
      .option('follow', {
        type: 'boolean',
        default: true,
        describe: '--no-follow ends at the current end of the topic',
      })
      .option('group', {
        type: 'string',
        describe:
          'read in this group and commit, so that the next tail continues there; without it no group stays behind',
      })
      .conflicts('group', ['partition'])
      .example('$0 tail charges.decided --from-beginning --max 20', 'the first twenty'),
  run: async (session, args) => {
    const { topic, group, max, json: asJson } = args;
    if (max !== undefined && max < 1) throw new CliError(EXIT.usage, '--max must be 1 or more.');
    if (group !== undefined && !args.follow)
      throw new CliError(EXIT.usage, '--group always follows: leave out --no-follow.');
    await session.kafka.assertTopic(topic);
    if (group !== undefined) refuseServiceGroup(group);
    const show = await printer(session, asJson, max);
    if (group === undefined) {
      return readRecords(session.kafka, await rangesOf(session, args), show, session.terminal.signal);
    }
    const where = { topic, group, fromBeginning: args.fromBeginning };
    await followInGroup(session.kafka, where, show, session.terminal.signal);
  },
});

async function printer(session: Session, asJson: boolean, max = Number.POSITIVE_INFINITY) {
  const { terminal } = session;
  let shown = 0;
  if (!asJson) await terminal.print(recordHeads());
  return async (record: FetchedRecord): Promise<'more' | 'enough'> => {
    if (isHole(record)) return 'more';
    const view = recordView(record);
    await terminal.print(asJson ? json(view) : recordLine(view, terminal.width));
    return ++shown < max ? 'more' : 'enough';
  };
}

async function rangesOf(
  { kafka }: Session,
  {
    topic,
    partition: only,
    fromBeginning,
    follow,
  }: { topic: string; partition?: number | undefined; fromBeginning: boolean; follow: boolean },
): Promise<OffsetRange[]> {
  const ends = await kafka.ends(topic);
  const chosen = ends.filter(({ partition }) => only === undefined || partition === only);
  if (chosen.length === 0) {
    throw new CliError(EXIT.refused, `${topic} has no partition ${only}: it has 0 to ${ends.length - 1}.`);
  }
  return chosen.map(({ partition, low, high }) => ({
    topic,
    partition,
    from: fromBeginning ? low : high,
    ...(follow ? {} : { to: high }),
  }));
}

/** A second member would take partitions from the service and commit records that the service never handled. */
function refuseServiceGroup(group: string): void {
  if (!topics.some(({ groups }) => groups.includes(group))) return;
  throw new CliError(
    EXIT.refused,
    `${group} is the group of a service: tail would take its partitions and skip its records.`,
    'Leave out --group to only look, or choose another name.',
  );
}
