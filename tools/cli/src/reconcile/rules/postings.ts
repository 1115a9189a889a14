import type { Rule } from '../rule.js';

/** The postings that the decisions ask for. */
const EXPECTED = `
  SELECT id AS charge, 'charge' AS kind, account AS payer, merchant AS payee, amount
    FROM decision WHERE status IN ('approved', 'reversed')
  UNION ALL
  SELECT id, 'reversal', merchant, account, amount FROM decision WHERE status = 'reversed'
  UNION ALL
  SELECT id, 'debt-recovery', account, merchant, amount FROM debt WHERE recovered IS NOT NULL
  UNION ALL
  SELECT id, 'recovery-reversal', merchant, account, amount
    FROM decision WHERE status = 'declined' AND reversed IS NOT NULL`;

const PLACE = `'debit: posting ' || p.id`;
const words = (posting: string): string =>
  `${posting}.amount || ' from ' || ${posting}.payer || ' to ' || ${posting}.payee`;

/** Decisions of debit ↔ its postings ↔ the balances of its accounts. */
export const postingRules: readonly Rule[] = [
  {
    code: 'posting-missing',
    sql: `SELECT e.charge, 'debit: charge ' || e.charge AS place,
            'there is no ' || e.kind || ' posting: ' || ${words('e')} || ' has not moved' AS detail
          FROM (${EXPECTED}) e
          WHERE NOT EXISTS (SELECT 1 FROM posting p WHERE p.charge = e.charge AND p.kind = e.kind)`,
  },
  {
    code: 'posting-twice',
    sql: `SELECT p.charge, ${PLACE} AS place, 'the same charge has another ' || p.kind || ' posting' AS detail
          FROM posting p
          WHERE EXISTS (SELECT 1 FROM posting o WHERE o.charge = p.charge AND o.kind = p.kind AND o.id < p.id)`,
  },
  {
    code: 'posting-differs',
    sql: `SELECT p.charge, ${PLACE} AS place, ${words('p')} || ' instead of ' || ${words('e')} AS detail
          FROM (${EXPECTED}) e JOIN posting p ON p.charge = e.charge AND p.kind = e.kind
          WHERE (p.payer, p.payee, p.amount) IS NOT (e.payer, e.payee, e.amount)`,
  },
  {
    code: 'posting-without-decision',
    sql: `SELECT p.charge, ${PLACE} AS place,
            CASE WHEN d.id IS NULL THEN 'debit has stored no decision for this charge'
                 ELSE 'a ' || p.kind || ' posting of a charge that is ' || d.status END AS detail
          FROM posting p LEFT JOIN decision d ON d.id = p.charge
          WHERE NOT EXISTS (SELECT 1 FROM (${EXPECTED}) e WHERE e.charge = p.charge AND e.kind = p.kind)`,
  },
  {
    code: 'balance-differs',
    sql: `SELECT NULL AS charge, 'debit: account ' || a.id AS place,
            'the balance is ' || a.balance || ', its postings moved ' || a.posted AS detail
          FROM account a WHERE a.balance <> a.posted`,
  },
];
