import { administratorUrl } from '@peaje/testing/outside';
import { postPassages } from '../load/passages.js';
import { booksOfPair, judged } from '../money/books.js';
import { CROWD } from '../stack/crowd.js';
import { runSql } from '../stack/sql.js';
import type { Bench } from './bench.js';
import type { Experiment } from './experiment.js';
import { until } from './until.js';

const WAITING = 600;
const WARM_SHARE = 0.2;
/** A provider that answers after this time. */
const ANSWERS_AFTER_MS = 50;

/** Texts that wait when sms starts: how many a second it sends. */
export const texts: Experiment<{ readonly perSecond: number }> = {
  name: 'texts',
  inQuick: false,
  rounds: () => 3,
  arms: () => ['peaje'],
  measure: (bench) => judged(booksOfPair, () => sendTexts(bench)),
};

async function sendTexts(bench: Bench) {
  const count = WAITING * bench.effort.scale;
  await leaveTexts(bench, count);
  const sentBefore = await sent();
  const starting = bench.stack.runOnly(['pos', 'debit', 'sms', 'fake-twilio']);
  let warm = 0;
  await until(async () => (warm = (await sent()) - sentBefore) >= count * WARM_SHARE);
  const startedMs = performance.now();
  await until(async () => (await sent()) - sentBefore >= count);
  const perSecond = ((count - warm) / (performance.now() - startedMs)) * 1_000;
  await starting;
  await setProvider(bench, 0);
  return { perSecond, charges: count };
}

async function leaveTexts(bench: Bench, count: number): Promise<void> {
  const arm = await bench.arm('peaje').start();
  await bench.stack.runOnly(['pos', 'debit', 'fake-twilio']);
  await setProvider(bench, ANSWERS_AFTER_MS);
  await postPassages(arm.url, count, { crowd: CROWD });
  await bench.topics.untilRead([{ group: 'debit-passages', topics: ['passages.requested'] }]);
}

async function setProvider({ stack }: Bench, answerAfterMs: number): Promise<void> {
  const response = await fetch(`${stack.info.services['fake-twilio']![0]!.url}/switches`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ answerAfterMs }),
  });
  if (!response.ok) throw new Error(`fake-twilio: ${response.status} ${await response.text()}`);
}

async function sent(): Promise<number> {
  const [row] = await runSql<{ sent: string }>(
    administratorUrl('sms'),
    `SELECT count(*) AS sent FROM notice WHERE status IN ('sent', 'delivered')`,
  );
  return Number(row?.sent);
}
