import { inTransaction, ROWS_A_PAGE, type Place } from '@peaje/chassis';
import type { AccountLine, DecisionLine } from '@peaje/contracts';
import { nearestTime } from '@peaje/kernel';
import type { SqlSession } from '@peaje/messaging';
import type pg from 'pg';
import { SIDES } from '../ledger/ledger.js';
import { decisionFacts } from './decision-facts.js';

/** What debit has stored, as it is: a page of each, in one statement and so one snapshot. */

interface DecisionRow {
  readonly id: string;
  readonly status: string | null;
  readonly reason: string | null;
  readonly facts: unknown;
  readonly decidedAt: Date | null;
  readonly reversedAt: Date | null;
  readonly debtId: string | null;
  readonly debtAccountId: string;
  readonly debtMerchantId: string;
  readonly debtAmount: string;
  readonly debtCurrency: string;
  readonly recoveredAt: Date | null;
  readonly cancelledAt: Date | null;
  readonly postingId: string | null;
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  readonly amount: string;
  readonly currency: string;
}

/** One more than a page, because the first one may be the one that was sent. */
const idsFrom = (table: string, id: string): string =>
  `(SELECT DISTINCT ${id} FROM ${table} WHERE ${id} >= $1 ORDER BY ${id} LIMIT ${ROWS_A_PAGE + 1})`;

/** A line for each charge that any table names: a posting without a charge is one of the faults that are looked for. */
const DECISIONS = `
  WITH page (id) AS MATERIALIZED (
    SELECT id FROM (
      ${idsFrom('charge', 'id')} UNION ${idsFrom('posting', 'charge_id')} UNION ${idsFrom('debt', 'id')}
    ) AS named (id)
    WHERE id IS DISTINCT FROM $2 ORDER BY id LIMIT ${ROWS_A_PAGE}
  )
  SELECT page.id, charge.status, charge.reason, charge.facts, charge.decided_at AS "decidedAt",
         charge.reversed_at AS "reversedAt", debt.id AS "debtId", debt.account_id AS "debtAccountId",
         debt.merchant_id AS "debtMerchantId", debt.amount_minor AS "debtAmount", debt.currency AS "debtCurrency",
         debt.recovered_at AS "recoveredAt", debt.cancelled_at AS "cancelledAt", posting.id AS "postingId",
         posting.kind, from_account AS "from", to_account AS "to", posting.amount_minor AS amount, posting.currency
  FROM page LEFT JOIN charge USING (id) LEFT JOIN debt USING (id) LEFT JOIN posting ON charge_id = page.id
  ORDER BY page.id, seq`;

/** A charge with several postings has a row for each of them. */
export async function readDecisionLines(session: SqlSession, place: Place<string>): Promise<DecisionLine[]> {
  const { rows } = await session.query<DecisionRow>(DECISIONS, [place.from, place.except]);
  const lines: DecisionLine[] = [];
  for (const row of rows) {
    if (lines.at(-1)?.id !== row.id)
      lines.push({ id: row.id, decision: decisionOf(row), postings: [], debt: debtOf(row) });
    if (row.postingId !== null) lines.at(-1)!.postings.push(postingOf(row, row.postingId));
  }
  return lines;
}

const postingOf = ({ kind, from, to, amount, currency }: DecisionRow, id: string) => ({
  id,
  kind,
  from,
  to,
  amount: { value: amount, currency },
});

const decisionOf = (row: DecisionRow): DecisionLine['decision'] =>
  row.status === null
    ? null
    : {
        status: row.status,
        reason: row.reason,
        ...decisionFacts(row.facts),
        decidedAt: nearestTime(row.decidedAt!),
        reversedAt: row.reversedAt && nearestTime(row.reversedAt),
      };

const debtOf = (row: DecisionRow): DecisionLine['debt'] =>
  row.debtId === null
    ? null
    : {
        accountId: row.debtAccountId,
        merchantId: row.debtMerchantId,
        amount: { value: row.debtAmount, currency: row.debtCurrency },
        recoveredAt: row.recoveredAt && nearestTime(row.recoveredAt),
        cancelledAt: row.cancelledAt && nearestTime(row.cancelledAt),
      };

/** What postings moved to these accounts, or from them. The kind of a posting says of which kind its accounts are. */
const moved = (side: 'from' | 'to'): string => {
  const kinds = Object.entries(SIDES).map(([kind, sides]) => `WHEN '${kind}' THEN '${sides[side]}'`);
  return `SELECT CASE kind ${kinds.join(' ')} END AS kind, ${side}_account AS id, ${side === 'from' ? '-' : ''}sum(amount_minor) AS minor
          FROM posting WHERE ${side}_account IN (SELECT id FROM page) GROUP BY posting.kind, ${side}_account`;
};

/** Every posting of an account counts, so a page of accounts takes longer than any other statement of ours. */
const ACCOUNTS = `
  WITH page AS MATERIALIZED (
    SELECT kind, id, balance_minor, currency
    FROM account WHERE (kind, id) >= ($1, $2) AND (kind, id) IS DISTINCT FROM ($3, $4)
    ORDER BY kind, id LIMIT ${ROWS_A_PAGE}
  ), posted AS (
    SELECT kind, id, sum(minor) AS minor FROM (${moved('to')} UNION ALL ${moved('from')}) AS moved GROUP BY kind, id
  )
  SELECT kind || '/' || id AS name, balance_minor AS balance, currency, coalesce(posted.minor, 0)::text AS posted
  FROM page LEFT JOIN posted USING (kind, id)
  ORDER BY kind, id`;
const LONGEST_MS = 120_000;

interface AccountRow {
  readonly name: string;
  readonly balance: string;
  readonly currency: string;
  readonly posted: string;
}

export async function readAccountLines(
  pool: pg.Pool,
  { from, except }: Place<string>,
): Promise<AccountLine[]> {
  const values = [...keyOf(from), ...(except === null ? [null, null] : keyOf(except))];
  const { rows } = await inTransaction(pool, async (session) => {
    await session.query(`SET LOCAL statement_timeout = ${LONGEST_MS}`);
    const query = { text: ACCOUNTS, values, query_timeout: LONGEST_MS };
    return session.query<AccountRow>(query);
  });
  return rows.map(({ name, balance, currency, posted }) => ({
    id: name,
    balance: { value: balance, currency },
    posted,
  }));
}

/** `holder/acc_rich` */
function keyOf(name: string): [kind: string, id: string] {
  const [kind = '', ...id] = name.split('/');
  return [kind, id.join('/')];
}
