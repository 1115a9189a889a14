import type { Worksheet } from './worksheet.js';

export interface Summary {
  /** How many of each kind were compared. */
  readonly compared: {
    readonly charges: number;
    readonly records: number;
    readonly decisions: number;
    readonly postings: number;
    readonly accounts: number;
    readonly entries: number;
    readonly notices: number;
  };
  /** No difference: what each step has before it. */
  readonly onTheWay: {
    /** Charges without an answer. */
    readonly pending: number;
    /** Events in the outbox of pos. */
    readonly unsent: number;
    /** Records that a service has not read yet. */
    readonly debit: number;
    readonly pos: number;
    readonly sms: number;
    /** Dead letters that wait for an operator, or were discarded. */
    readonly refused: number;
  };
}

const rows = (worksheet: Worksheet, table: string, where = 'true'): number =>
  worksheet.count(`SELECT count(*) AS n FROM ${table} WHERE ${where}`);

const unread = (reader: string, topics: string): string => `topic LIKE '%.${topics}' AND ${reader} = 0`;

export const summaryOf = (worksheet: Worksheet): Summary => ({
  compared: {
    charges: rows(worksheet, 'charge'),
    records: rows(worksheet, 'record'),
    decisions: rows(worksheet, 'decision'),
    postings: rows(worksheet, 'posting'),
    accounts: rows(worksheet, 'account'),
    entries: rows(worksheet, 'entry'),
    notices: rows(worksheet, 'notice'),
  },
  onTheWay: {
    pending: rows(worksheet, 'charge', `status = 'pending'`),
    unsent: rows(worksheet, 'unsent'),
    debit: rows(worksheet, 'record', unread('debit', 'requested')),
    pos: rows(worksheet, 'record', unread('pos', 'decided')),
    sms: rows(worksheet, 'record', unread('sms', 'decided')),
    refused: rows(worksheet, 'record', 'debit < 0 OR pos < 0 OR sms < 0'),
  },
});
