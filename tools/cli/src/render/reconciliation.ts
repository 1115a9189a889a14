import type { Finding, Reconciliation } from '../reconcile/reconcile.js';
import { count } from './count.js';
import { bold, green, grey, lines, list, type Part, type Printable, red, text, yellow } from './printable.js';

export const RUNBOOK = 'docs/runbooks/reconciliation.md';

/** What was compared, each difference with its place and its runbook, and what is on its way. Pure. */
export function reconciliationText({ findings, compared, onTheWay }: Reconciliation): Printable {
  const { charges, records, decisions, postings, accounts, entries, notices } = compared;
  const counts = list([
    count(charges, 'charge'),
    count(records, 'record'),
    count(decisions, 'decision'),
    count(postings, 'posting'),
    count(accounts, 'balance'),
    count(entries, 'audit entry', 'audit entries'),
    count(notices, 'notice'),
  ]);
  return lines([
    ...findings.flatMap((finding) => [...findingLines(finding), '']),
    grey(text`Compared: ${counts}.`),
    ...waiting(onTheWay),
    conclusion(findings),
  ]);
}

function findingLines({ code, count: all, first }: Finding): Part[] {
  const more = all - first.length;
  return [
    text`${bold(red(code))}  ${all}  ${grey(`${RUNBOOK}#${code}`)}`,
    ...first.map(({ place, detail }) => text`  ${place}: ${detail}`),
    ...(more > 0 ? [grey(`  and ${more} more: --limit ${all}`)] : []),
  ];
}

/** None of these is a difference. */
function waiting({ pending, unsent, debit, pos, sms, refused }: Reconciliation['onTheWay']): Part[] {
  const waits = [
    pending > 0 && `${count(pending, 'charge')} without an answer`,
    unsent > 0 && `${count(unsent, 'event')} in the outbox of pos`,
    debit > 0 && `${count(debit, 'record')} before debit`,
    pos > 0 && `${count(pos, 'record')} before pos`,
    sms > 0 && `${count(sms, 'record')} before sms`,
  ].filter((wait) => wait !== false);
  return [
    ...(waits.length > 0 ? [yellow(`On the way: ${waits.join(', ')}.`)] : []),
    ...(refused > 0
      ? [
          text`${yellow(`${count(refused, 'record')} parked or discarded`)}: peaje dlq list shows those that wait for an operator.`,
        ]
      : []),
  ];
}

const conclusion = (findings: readonly Finding[]): Printable =>
  findings.length === 0
    ? green('It is all there: no difference.')
    : red(
        `${count(
          findings.reduce((sum, { count: all }) => sum + all, 0),
          'difference',
        )} of ${count(findings.length, 'kind')}.`,
      );
