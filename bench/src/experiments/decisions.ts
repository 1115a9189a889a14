import { createTestDatabase } from '@peaje/testing';
import { secondsOfCopy } from '../ceilings/copy.js';
import { decideAlone } from '../ceilings/decisions.js';
import { CROWD, openBankAccounts } from '../stack/crowd.js';
import { booksOfDebit, judged } from '../money/books.js';
import type { Experiment } from './experiment.js';

const BATCHES = 12;
const COPIED = 10_000;
const ROWS = [
  { table: 'charge', rows: `SELECT * FROM charge ORDER BY id LIMIT ${COPIED}` },
  {
    table: 'posting',
    rows: `SELECT * FROM posting WHERE kind = 'charge' ORDER BY charge_id LIMIT ${COPIED}`,
  },
];

/** debit's decisions without Kafka, and COPY of the charges and postings that they become. */
export const decisions: Experiment<{ readonly decided: number; readonly copied: number }> = {
  name: 'decisions',
  inQuick: false,
  arms: () => ['decisions'],
  async measure({ stack, effort }) {
    await stack.runOnly([]);
    const database = await createTestDatabase('debit');
    try {
      await openBankAccounts(database.url, CROWD);
      const { perSecond } = await judged(
        () => booksOfDebit(database.url),
        () => decideAlone(database.url, BATCHES * effort.scale),
      );
      return { decided: perSecond, copied: COPIED / (await secondsOfCopy(database.url, ROWS, COPIED)) };
    } finally {
      await database.drop();
    }
  },
};
