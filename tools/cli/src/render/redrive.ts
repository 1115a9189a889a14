import type { RedrivenQueueView } from '@peaje/contracts';
import { deadLetterPosition } from '../dead-letter-id.js';
import { green, grey, lines, type Printable, red, yellow } from './printable.js';
import { table } from './table.js';

export type GroupQueue = RedrivenQueueView & { readonly group: string };

/** The result for each queue, and the next step for a queue that stopped. Pure. */
export function redriveText(queues: readonly GroupQueue[], dryRun: boolean, width?: number): Printable {
  const results = table(
    [
      { head: 'group' },
      { head: 'partition' },
      { head: 'key' },
      { head: dryRun ? 'would redrive' : 'redriven', align: 'right' },
      { head: dryRun ? '' : 'left', align: 'right' },
      { head: dryRun ? '' : 'stopped by', narrow: 'wrap' },
    ],
    queues.map((queue) => [
      queue.group,
      `${queue.topic}/${queue.partition}`,
      queue.key ?? grey('–'),
      String(dryRun ? queue.left : queue.redriven),
      dryRun ? '' : String(queue.left),
      dryRun ? '' : stopText(queue),
    ]),
    width,
  );
  const steps = queues.flatMap(nextStep);
  return lines([results, ...(steps.length === 0 ? [] : ['', ...steps])]);
}

const stopText = ({ stoppedBy, left }: GroupQueue): Printable => {
  if (!stoppedBy) return left === 0 ? green('nothing') : grey('–');
  const { deadLetterId, code, outage } = stoppedBy;
  return outage ? yellow(`outage: ${code}`) : red(`${code} at ${deadLetterPosition(deadLetterId)}`);
};

function nextStep({ group, stoppedBy }: GroupQueue): string[] {
  if (!stoppedBy) return [];
  if (stoppedBy.outage)
    return [`${group} met an outage and changed nothing. Run the same command again later.`];
  const position = deadLetterPosition(stoppedBy.deadLetterId);
  return [
    `peaje dlq show ${position} shows the failure in ${group}. Fix it, or discard the record: peaje dlq discard ${position}`,
  ];
}
