import type { ChainVerification, CheckpointWarning } from '@peaje/contracts';
import type { Reread } from '../kafka/reread-chain.js';
import { count } from './count.js';
import { green, grey, lines, type Part, type Printable, red, text, yellow } from './printable.js';
import { table } from './table.js';
import { wrapped } from './wrapped.js';

/** audit's verification of a chain and, when it was asked for, the comparison with the topic. */
export type ChainReport = ChainVerification & { readonly reread: Reread | null };

const SHOWN_OF_A_HASH = 12;

/** Pure. */
export function verificationText(
  reports: readonly ChainReport[],
  warnings: readonly CheckpointWarning[] = [],
  width?: number,
): Printable {
  if (reports.length === 0) return text`There are no chains yet: audit has recorded nothing.`;
  const withTopic = reports.some(({ reread }) => reread !== null);
  const chains = table(
    [
      { head: 'chain' },
      { head: 'entries', align: 'right' },
      { head: 'checkpoints', align: 'right', narrow: 'omit' },
      { head: 'head', narrow: 'omit' },
      { head: 'chain is' },
      ...(withTopic ? [{ head: 'topic is' }] : []),
    ],
    reports.map((report) => [
      report.chain,
      String(report.entries),
      checkpointText(report),
      grey(report.head.seq === 0 ? '–' : report.head.hash.slice(0, SHOWN_OF_A_HASH)),
      chainText(report),
      ...(withTopic ? [topicText(report.reread)] : []),
    ]),
    width,
  );
  const problems = reports.flatMap(problemLines);
  const outcome =
    problems.length > 0
      ? [...problems, `${checkedText(reports)} checked.`]
      : wrapped(conclusion(reports), width);
  return lines([
    chains,
    '',
    ...outcome,
    ...earlierLines(reports).flatMap((line) => wrapped(line, width)),
    ...warnings.map(warningLine),
  ]);
}

function conclusion(reports: readonly ChainReport[]): string {
  const entries = sumOf(reports, (report) => report.entries);
  return `The record is intact: ${count(reports.length, 'chain')}, ${count(entries, 'entry', 'entries')}, ${checkedText(reports)}.`;
}

/** The checkpoints that were compared with the record; those that prove nothing are warnings. */
export const checkedCheckpoints = (reports: readonly ChainReport[]): number =>
  sumOf(reports, ({ checkpoints }) => checkpoints.checked);

const checkedText = (reports: readonly ChainReport[]): string =>
  count(checkedCheckpoints(reports), 'signed checkpoint');

function earlierLines(reports: readonly ChainReport[]): string[] {
  const earlier = sumOf(reports, ({ since }) => Number(since));
  return earlier === 0
    ? []
    : [
        `${count(earlier, 'entry', 'entries')} of an earlier verification were not read again; --full reads all.`,
      ];
}

const warningLine = ({ kind, topic, partition, offset, detail }: CheckpointWarning): Printable =>
  text`${yellow('warning')} ${topic}/${partition}@${offset} (${kind}): ${detail}`;

function problemLines({ chain, firstBreak, reread }: ChainReport): Part[] {
  const problems: Part[] = [];
  if (firstBreak) {
    const { seq, topic, partition, offset, kind, detail } = firstBreak;
    problems.push(
      text`${red(`${chain} is broken`)} at entry ${seq}, ${topic}/${partition}@${offset} (${kind}): ${detail}`,
    );
  }
  if (reread?.difference)
    problems.push(text`${red(`${chain} differs from its topic`)}: ${reread.difference}`);
  return problems;
}

function chainText({ ok, head }: ChainReport): Printable {
  if (!ok) return red('broken');
  return head.seq === 0 ? yellow('not begun') : green('intact');
}

function topicText(reread: Reread | null): Printable {
  if (reread === null) return grey('–');
  if (!reread.ok) return red('differs');
  return reread.behind === 0 ? green('the same') : yellow(`the same, ${reread.behind} to come`);
}

const checkpointText = ({ checkpoints: { checked, invalid } }: ChainReport): Part =>
  invalid === 0 ? String(checked) : red(`${checked}, ${invalid} invalid`);

const sumOf = (reports: readonly ChainReport[], of: (report: ChainReport) => number): number =>
  reports.reduce((sum, report) => sum + of(report), 0);
