import { topics } from '@peaje/contracts';
import { isHole, type FetchedRecord } from '@peaje/record-batches';
import { assertPartition, optional, timeOf, wholeNumber } from '../arguments.js';
import { CliError, EXIT } from '../cli-error.js';
import { command } from '../command.js';
import { followInGroup, readRecords } from '../kafka/read-records.js';
import type { OffsetRange } from '../kafka/offset-ranges.js';
import { recordView } from '../kafka/record-view.js';
import { json } from '../render/printable.js';
import { recordHeads, recordLine } from '../render/records.js';
import type { Session } from '../session.js';

interface Shown {
  readonly topic: string;
  readonly key?: string | undefined;
  readonly max?: number | undefined;
  readonly raw: boolean;
  readonly json: boolean;
}

interface Wanted {
  readonly topic: string;
  readonly partition?: number | undefined;
  readonly fromBeginning: boolean;
  readonly offset?: number | undefined;
  readonly since?: Date | undefined;
  readonly follow: boolean;
}

export const tailCommand = command({
  usage: 'tail <topic>',
  options: (cli) =>
    cli
      .positional('topic', { type: 'string', demandOption: true, describe: 'the topic' })
      .option('from-beginning', { type: 'boolean', default: false, describe: 'begin with the oldest record' })
      .option('offset', {
        ...wholeNumber('--offset', { min: 0, example: 5 }),
        describe: 'begin with this offset of each partition',
      })
      .option('since', {
        type: 'string',
        coerce: optional((given) => timeOf('--since', given)),
        describe: 'begin with records of this time: 2026-11-26T08:00:00Z, or 30s, 5m, 24h ago',
      })
      .option('partition', {
        ...wholeNumber('--partition', { min: 0, example: 0 }),
        describe: 'one partition only',
      })
      .option('key', { type: 'string', describe: 'only records with this key' })
      .option('max', {
        ...wholeNumber('--max', { min: 1, example: 20 }),
        describe: 'end after this number of records',
      })
      .option('raw', { type: 'boolean', default: false, describe: 'the whole value, not its digest' })
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
      .conflicts('group', ['partition', 'offset', 'since'])
      .conflicts('offset', ['since'])
      .example('$0 tail charges.decided --from-beginning --max 20', 'the first twenty')
      .example('$0 tail charges.decided --since 5m --key acc_rich', 'of one account, the last minutes'),
  run: async (session, args) => {
    const { topic, group } = args;
    if (group !== undefined) {
      if (!args.follow) throw usage('--group always follows: leave out --no-follow.');
      refuseServiceGroup(group);
    }
    if (args.fromBeginning && (args.offset !== undefined || args.since !== undefined)) {
      throw usage('--from-beginning: leave it out, --offset and --since say where to begin.');
    }
    await session.kafka.assertTopic(topic);
    const ranges = group === undefined ? await rangesOf(session, args) : [];
    // Only now, because nothing may be printed before all arguments are checked.
    const show = await printer(session, args);
    const { signal } = session.terminal;
    if (group === undefined) return readRecords(session.kafka, ranges, show, signal);
    const where = { topic, group, fromBeginning: args.fromBeginning };
    await followInGroup(session.kafka, where, show, signal);
  },
});

async function printer(
  { terminal }: Session,
  { key, max = Number.POSITIVE_INFINITY, raw, json: asJson }: Shown,
) {
  let shown = 0;
  if (!asJson) await terminal.print(recordHeads({ width: terminal.width, raw }));
  return async (record: FetchedRecord): Promise<'more' | 'enough'> => {
    if (isHole(record)) return 'more';
    const view = recordView(record);
    if (key !== undefined && view.key !== key) return 'more';
    // The width at each record, because a window may change.
    await terminal.print(asJson ? json(view) : recordLine(view, { width: terminal.width, raw }));
    return ++shown < max ? 'more' : 'enough';
  };
}

async function rangesOf({ kafka }: Session, wanted: Wanted): Promise<OffsetRange[]> {
  const { topic, partition: only, fromBeginning, offset, since, follow } = wanted;
  const ends = await kafka.ends(topic);
  if (only !== undefined) assertPartition(topic, only, ends.length);
  const chosen = ends.filter(({ partition }) => only === undefined || partition === only);
  if (offset !== undefined) assertOffset(topic, BigInt(offset), chosen);
  const offsetsThen = since && (await kafka.offsetsAt(topic, Math.max(0, since.getTime())));
  return chosen.map(({ partition, low, high }) => {
    const begin = () => {
      if (offset !== undefined) return within(BigInt(offset), low, high);
      if (offsetsThen) return within(offsetsThen.get(partition) ?? high, low, high);
      return fromBeginning ? low : high;
    };
    return { topic, partition, from: begin(), ...(follow ? {} : { to: high }) };
  });
}

const within = (offset: bigint, low: bigint, high: bigint): bigint =>
  offset < low ? low : offset > high ? high : offset;

/** An offset that no chosen partition has, or will have next, is a mistake. @throws CliError (usage) */
function assertOffset(
  topic: string,
  offset: bigint,
  chosen: readonly { readonly partition: number; readonly low: bigint; readonly high: bigint }[],
): void {
  if (chosen.some(({ low, high }) => offset >= low && offset <= high)) return;
  const ranges = chosen.map(({ partition, low, high }) => `${topic}/${partition} has ${low} to ${high}`);
  throw usage(`--offset ${offset}: ${ranges.join(', ')}, for example --offset ${chosen[0]?.low ?? 0}.`);
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

const usage = (message: string): CliError => new CliError(EXIT.usage, message);
