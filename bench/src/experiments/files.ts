import { administratorUrl } from '@peaje/testing/outside';
import { secondsOfCopy } from '../ceilings/copy.js';
import { postPassages } from '../load/passages.js';
import { booksOfPos, judged } from '../money/books.js';
import type { Experiment } from './experiment.js';

const LINES = 10_000;
const WARM = 1_000;
const PASSAGES = `(SELECT * FROM charge WHERE kind = 'toll' ORDER BY id DESC LIMIT ${LINES}) AS passage`;
const OUTBOX = `SELECT id || '.requested', 'passages.requested', account_id, '{"ce_specversion":"1.0"}'::json,
  row_to_json(passage)::text, now(), now(), 0, NULL::timestamptz FROM ${PASSAGES}`;

/** Files of passages while all consumers are stopped, and COPY of the rows that they become. */
export const files: Experiment<{ readonly perSecond: number }> = {
  name: 'files',
  inQuick: false,
  rounds: () => 3,
  arms: () => ['peaje-pos', 'copy'],
  async measure({ stack }, arm) {
    await stack.runOnly(['pos']);
    const url = stack.info.services['pos']![0]!.url;
    if (arm === 'copy') {
      const rows = [
        { table: 'charge', rows: `SELECT * FROM ${PASSAGES}` },
        { table: 'outbox', rows: OUTBOX },
      ];
      return { perSecond: LINES / (await secondsOfCopy(administratorUrl('pos'), rows, LINES)) };
    }
    return judged(booksOfPos, async () => {
      await postPassages(url, WARM);
      const startedMs = performance.now();
      await postPassages(url, LINES);
      return { perSecond: (LINES / (performance.now() - startedMs)) * 1_000, charges: WARM + LINES };
    });
  },
};
