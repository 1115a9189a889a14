import { ROWS_A_PAGE, type Place } from '@peaje/chassis';
import type { AccountLine, DecisionLine } from '@peaje/contracts';
import { nearestTime } from '@peaje/kernel';
import type { SqlSession } from '@peaje/messaging';
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
  readonly postings: DecisionLine['postings'];
  readonly debtId: string | null;
  readonly debtAccountId: string;
  readonly debtMerchantId: string;
  readonly debtAmount: string;
  readonly debtCurrency: string;
  readonly recoveredAt: Date | null;
  readonly cancelledAt: Date | null;
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
         charge.reversed_at AS "reversedAt", postings.list AS postings, debt.id AS "debtId",
         debt.account_id AS "debtAccountId", debt.merchant_id AS "debtMerchantId", debt.amount_minor AS "debtAmount",
         debt.currency AS "debtCurrency", debt.recovered_at AS "recoveredAt", debt.cancelled_at AS "cancelledAt"
  FROM page LEFT JOIN charge USING (id) LEFT JOIN debt USING (id) CROSS JOIN LATERAL (
    SELECT coalesce(json_agg(json_build_object(
             'id', posting.id, 'kind', kind, 'from', from_account, 'to', to_account,
             'amount', json_build_object('value', amount_minor::text, 'currency', currency)
           ) ORDER BY seq), '[]') AS list
    FROM posting WHERE charge_id = page.id
  ) AS postings
  ORDER BY page.id`;

export async function readDecisionLines(session: SqlSession, place: Place<string>): Promise<DecisionLine[]> {
  const { rows } = await session.query<DecisionRow>(DECISIONS, [place.from, place.except]);
  return rows.map((row) => ({
    id: row.id,
    decision: decisionOf(row),
    postings: row.postings,
    debt: debtOf(row),
  }));
}

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

/** The sum that postings moved to an account, or from it. The kind of a posting says of which kind its accounts are. */
const moved = (side: 'from' | 'to'): string =>
  `(SELECT coalesce(sum(amount_minor), 0) FROM posting
    WHERE ${side}_account = account.id
      AND account.kind = CASE posting.kind ${Object.entries(SIDES)
        .map(([kind, sides]) => `WHEN '${kind}' THEN '${sides[side]}'`)
        .join(' ')} END)`;

const ACCOUNTS = `
  SELECT kind || '/' || id AS id, balance_minor AS balance, currency, (${moved('to')} - ${moved('from')})::text AS posted
  FROM account WHERE (kind, id) >= ($1, $2) AND (kind, id) IS DISTINCT FROM ($3, $4)
  ORDER BY kind, id LIMIT ${ROWS_A_PAGE}`;

export async function readAccountLines(session: SqlSession, place: Place<string>): Promise<AccountLine[]> {
  const { rows } = await session.query<{ id: string; balance: string; currency: string; posted: string }>(
    ACCOUNTS,
    [...keyOf(place.from), ...(place.except === null ? [null, null] : keyOf(place.except))],
  );
  return rows.map(({ id, balance, currency, posted }) => ({
    id,
    balance: { value: balance, currency },
    posted,
  }));
}

/** `holder/acc_rich` */
function keyOf(name: string): [kind: string, id: string] {
  const [kind = '', ...id] = name.split('/');
  return [kind, id.join('/')];
}
