import { administratorUrl } from '@peaje/testing/outside';
import { runSql } from '../stack/sql.js';

/** What the tables of one arm say about money, by figure. Amounts are cents. */
export type Books = Readonly<Record<string, number>>;

/** An arm that loses or invents money reports nothing. */
export class BrokenInvariant extends Error {}

/** What never changes, whatever is charged. */
const CONSTANT = 'balances';

/**
 * Judges what an arm did between two readings of its books: each charge of the bench moves one cent, once.
 * @throws BrokenInvariant when a figure does not fit
 */
export function judge(before: Books, after: Books, charges: number): void {
  const wrong = Object.keys(before).flatMap((figure) => {
    const grew = (after[figure] ?? NaN) - before[figure]!;
    const wanted = figure.endsWith(CONSTANT) ? 0 : charges;
    return grew === wanted ? [] : [`${figure} grew by ${grew} instead of ${wanted}`];
  });
  if (wrong.length > 0) throw new BrokenInvariant(wrong.join(', '));
}

/** Judges the work by the books that `read` reads before and after it. The work returns how many charges it made. */
export async function judged<Done extends { readonly charges: number }>(
  read: () => Promise<Books>,
  work: () => Promise<Done>,
): Promise<Done> {
  const before = await read();
  const done = await work();
  judge(before, await read(), done.charges);
  return done;
}

export const booksOfPos = (): Promise<Books> =>
  booksOf(
    administratorUrl('pos'),
    `SELECT count(*) AS "charges of pos", coalesce(sum(amount_minor), 0) AS "cents of pos" FROM charge`,
  );

export const booksOfDebit = (url = administratorUrl('debit')): Promise<Books> =>
  booksOf(
    url,
    `SELECT (SELECT count(*) FROM charge WHERE status = 'approved') AS charges,
            coalesce(sum(sign), 0) AS postings, coalesce(sum(sign * amount_minor), 0) AS cents,
            (SELECT coalesce(sum(balance_minor), 0) FROM account WHERE kind = 'merchant') AS "cents of merchants",
            (SELECT sum(balance_minor) FROM account) AS ${CONSTANT}
     FROM (SELECT amount_minor, CASE kind WHEN 'charge' THEN 1 ELSE -1 END AS sign
           FROM posting WHERE kind IN ('charge', 'reversal')) AS moved`,
  );

export const booksOfPair = async (): Promise<Books> => ({
  ...(await booksOfPos()),
  ...(await booksOfDebit()),
});

/** Of an arm of this folder. */
export const booksOfProgram = (url: string): Promise<Books> =>
  booksOf(
    url,
    `SELECT (SELECT count(*) FROM charge WHERE status = 'approved') AS charges,
            count(*) AS postings, coalesce(sum(amount_minor), 0) AS cents,
            (SELECT sum(balance_minor) FROM account WHERE starts_with(id, 'm_')) AS "cents of merchants",
            (SELECT sum(balance_minor) FROM account) AS ${CONSTANT}
     FROM posting`,
  );

async function booksOf(url: string, query: string): Promise<Books> {
  const [row] = await runSql<Record<string, string>>(url, query);
  return Object.fromEntries(Object.entries(row!).map(([figure, value]) => [figure, Number(value)]));
}
