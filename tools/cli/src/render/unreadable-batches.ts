import type { UnreadableBatchView } from '@peaje/contracts';
import { grey, type Printable, red, text } from './printable.js';
import { table } from './table.js';

/** `charges.requested/2@118-157`: both offsets are part of it. */
export const batchPosition = ({
  topic,
  partition,
  firstOffset,
  lastOffset,
}: Pick<UnreadableBatchView, 'topic' | 'partition' | 'firstOffset' | 'lastOffset'>): string =>
  `${topic}/${partition}@${firstOffset}-${lastOffset}`;

/** Pure. */
export function unreadableBatchesText(
  batches: readonly (UnreadableBatchView & { readonly group: string })[],
  width?: number,
): Printable {
  if (batches.length === 0) return text`Every group can read every batch.`;
  return table(
    [
      { head: 'batch' },
      { head: 'group' },
      { head: 'code', narrow: 'cut' },
      { head: 'since', narrow: 'omit' },
      { head: 'skipped', narrow: 'wrap' },
    ],
    batches.map((batch) => [
      batchPosition(batch),
      batch.group,
      batch.skipped ? grey(batch.code) : red(batch.code),
      batch.since.replace('T', ' '),
      batch.skipped ? `by ${batch.skipped.by}: ${batch.skipped.reason}` : grey('–'),
    ]),
    width,
  );
}
