import type { DeadLetterView, DiscardBody, RedriveView } from '@peaje/contracts';

export type Operation = 'redrive' | 'discard';

/** What an operator does: he writes a reason, sees what would happen, and then confirms it. */
export type Progress =
  | { readonly at: 'reason' }
  | { readonly at: 'preview'; readonly operation: Operation; readonly reason: string; readonly count: number }
  | { readonly at: 'done'; readonly told: readonly Sentence[]; readonly tone: 'good' | 'warn' };

/** A key below `deadLetters.act`, and its values. */
interface Sentence {
  readonly key: string;
  readonly values: Readonly<Record<string, string | number>>;
}

type Letter = Pick<DeadLetterView, 'id' | 'topic' | 'key' | 'line'>;

/** Nobody waits behind it, or the board does not show its key: then it is redriven by its id. Pure. */
export const isRedrivenAlone = ({ key, line }: Pick<Letter, 'key' | 'line'>): boolean =>
  line === 'none' || key === null;

/** The whole queue of its key in order, or the one record. Pure. */
export const redriveOf = (letter: Letter, reason: string, dryRun: boolean) => {
  const { id, topic, key } = letter;
  return isRedrivenAlone(letter) ? { deadLetterId: id, reason, dryRun } : { topic, key, reason, dryRun };
};

export const discardOf = ({ id }: Pick<Letter, 'id'>, reason: string): DiscardBody => ({
  deadLetterId: id,
  reason,
});

/** The number of records that a redrive would handle. Pure. */
export const wouldRedrive = ({ lines }: RedriveView): number =>
  lines.reduce((sum, { left }) => sum + left, 0);

/** The result of a redrive in words. Pure. */
export function redriveTold({ lines }: RedriveView): Extract<Progress, { at: 'done' }> {
  const sum = (of: (line: RedriveView['lines'][number]) => number): number =>
    lines.reduce((total, line) => total + of(line), 0);
  const left = sum((line) => line.left);
  const told: Sentence[] = [{ key: 'done.redriven', values: { count: sum(({ redriven }) => redriven) } }];
  if (left > 0) told.push({ key: 'done.left', values: { count: left } });
  for (const { stoppedBy } of lines) {
    if (!stoppedBy) continue;
    const { deadLetterId: id, code, outage } = stoppedBy;
    told.push({ key: 'done.stopped', values: { id, code } });
    if (outage) told.push({ key: 'done.outage', values: {} });
  }
  const isUnfinished = lines.some((line) => line.left > 0 && line.stoppedBy === null);
  if (isUnfinished) told.push({ key: 'done.unfinished', values: {} });
  return { at: 'done', told, tone: left > 0 ? 'warn' : 'good' };
}

/** The result of a discard in words. Pure. */
export const discardTold = (id: string, behind: number): Extract<Progress, { at: 'done' }> => ({
  at: 'done',
  tone: 'good',
  told: [
    { key: 'done.discarded', values: { id } },
    ...(behind > 0 ? [{ key: 'done.next', values: {} }] : []),
  ],
});
