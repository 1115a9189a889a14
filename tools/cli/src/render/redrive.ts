import type { RedrivenQueueView, ServiceName } from '@peaje/contracts';
import { placeText } from './dead-letters.js';
import { green, grey, red, table, yellow } from './table.js';

export type GroupLine = RedrivenQueueView & { readonly group: ServiceName };

/** What became of each line, and what to do about those that stopped. Pure. */
export function redriveText(lines: readonly GroupLine[], dryRun: boolean): string {
  const drawn = table(
    [
      { head: 'group' },
      { head: 'partition' },
      { head: 'key' },
      { head: dryRun ? 'would redrive' : 'redriven', align: 'right' },
      { head: dryRun ? '' : 'left', align: 'right' },
      { head: dryRun ? '' : 'stopped by' },
    ],
    lines.map((line) => [
      line.group,
      `${line.topic}/${line.partition}`,
      line.key ?? grey('–'),
      String(dryRun ? line.left : line.redriven),
      dryRun ? '' : String(line.left),
      dryRun ? '' : stopText(line),
    ]),
  );
  const steps = lines.flatMap(nextStep);
  return [drawn, ...(steps.length === 0 ? [] : ['', ...steps])].join('\n');
}

const stopText = ({ stoppedBy, left }: GroupLine): string => {
  if (!stoppedBy) return left === 0 ? green('nothing') : grey('–');
  const { deadLetterId, code, outage } = stoppedBy;
  return outage ? yellow(`outage: ${code}`) : red(`${code} at ${placeText(deadLetterId)}`);
};

function nextStep({ group, stoppedBy }: GroupLine): string[] {
  if (!stoppedBy) return [];
  if (stoppedBy.outage) return [`${group} met an outage and changed nothing: the same command again, later.`];
  const place = placeText(stoppedBy.deadLetterId);
  return [
    `peaje dlq show ${place} shows what fails in ${group}. Mend it, or give it up: peaje dlq discard ${place}`,
  ];
}
