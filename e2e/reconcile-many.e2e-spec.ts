import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { seededCards } from './support/charges/cards.js';
import { answersIn, passageFile, sendFile, SPECIAL_LINES } from './support/charges/passage-file.js';
import { caughtUp } from './support/kafka/groups.js';
import { expectItIsAllThere, type Reconciled } from './support/reconciliation/reconcile-command.js';

const CHARGES = Number(process.env['PEAJE_RECONCILE_CHARGES'] ?? 20_000);
const REPORT = process.env['PEAJE_RECONCILE_REPORT'];
const LINES_A_FILE = 10_000;
/** Of the whole program, however many charges there are. */
const MOST_MEGABYTES = 600;
const TIMEOUT_MS = 60_000 + CHARGES * 5;
const PEAKS = join(import.meta.dirname, 'support/reconciliation/peak-memory.mjs');

const tokens = seededCards(401, 500).map(({ token }) => token);
/** Only passages that are accepted, and that a holder can pay ten thousand times. */
function file(length: number): readonly string[] {
  const { lines, accepted } = passageFile(length, { good: tokens, denied: tokens[0]! });
  return accepted.filter((n) => n % 1_000 >= SPECIAL_LINES).map((n) => lines[n]!);
}

interface Measured {
  readonly answer: Reconciled;
  readonly seconds: number;
  readonly megabytes: number;
}

/** Runs the command and measures it from outside. */
async function measured(...options: string[]): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'peaje-peaks-'));
  const before = process.env['NODE_OPTIONS'];
  process.env['PEAJE_PEAKS_FOLDER'] = folder;
  process.env['NODE_OPTIONS'] = `--import=${pathToFileURL(PEAKS).href}`;
  const startedMs = performance.now();
  try {
    const answer = await expectItIsAllThere(...options);
    const peaks = readdirSync(folder).map((name) => Number(readFileSync(join(folder, name), 'utf8')));
    return { answer, seconds: (performance.now() - startedMs) / 1_000, megabytes: Math.max(...peaks) };
  } finally {
    if (before === undefined) delete process.env['NODE_OPTIONS'];
    else process.env['NODE_OPTIONS'] = before;
    rmSync(folder, { recursive: true });
  }
}

const row = ({ answer: { compared }, seconds, megabytes }: Measured, of: string): string =>
  `| ${of} | ${compared['charges']} | ${compared['records']} | ${seconds.toFixed(0)} | ${Math.round(Number(compared['charges']) / seconds)} | ${megabytes} |`;

describe('peaje reconcile over many charges', () => {
  let whileRunning: Measured;
  let atRest: Measured;

  beforeAll(async () => {
    const since = new Date().toISOString();
    let sent = 0;
    let running: Promise<Measured> | undefined;
    while (sent < CHARGES) {
      const lines = file(LINES_A_FILE);
      const answers = answersIn(await sendFile({ lines }));
      expect(answers.filter(({ status }) => status !== 202)).toEqual([]);
      sent += lines.length;
      if (sent >= CHARGES / 2) running ??= measured('--since', since);
    }
    whileRunning = await running!;
    for (const group of ['pos-passages', 'sms', 'audit'])
      await caughtUp(group, 'passages.decided', TIMEOUT_MS);
    atRest = await measured('--since', since);
  }, 3 * TIMEOUT_MS);

  it('finds no difference while passages come in, and none at rest', () => {
    expect(whileRunning.answer.compared['charges']).toBeGreaterThan(CHARGES / 4);
    expect(atRest.answer.compared['charges']).toBeGreaterThanOrEqual(CHARGES);
    expect(atRest.answer.onTheWay).toMatchObject({ pending: 0, debit: 0, pos: 0, sms: 0 });
  });

  it('its memory does not grow with them', () => {
    const report = [
      '# Reconciliation of many charges',
      '',
      '`npm run measure:reconcile` writes this page. It sends passages in files of 10 000, reconciles in the middle of it, and',
      'again when every group has caught up. Difference: none, both times.',
      '',
      new Date().toISOString().slice(0, 10),
      '',
      '| | charges | records | seconds | charges/s | memory, MB |',
      '| --- | --: | --: | --: | --: | --: |',
      row(whileRunning, 'while passages come in'),
      row(atRest, 'at rest'),
      '',
    ].join('\n');
    process.stdout.write(`${report}\n`);
    if (REPORT) writeFileSync(REPORT, report);
    expect(atRest.megabytes).toBeLessThan(MOST_MEGABYTES);
  });
});
