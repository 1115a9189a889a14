import { differing, positionOf, REQUESTS, type Rule, unlike } from '../rule.js';

/** Requests on Kafka ↔ debit. */
export const decisionRules: readonly Rule[] = [
  {
    code: 'decision-missing',
    sql: `SELECT r.charge, ${positionOf('r')} AS place, 'debit has read this record and stored no decision' AS detail
          FROM record r
          WHERE r.type IN ${REQUESTS} AND r.debit = 1
            AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.id = r.charge)`,
  },
  {
    code: 'decision-without-request',
    sql: `SELECT d.id AS charge, 'debit: charge ' || d.id AS place,
            'debit says ' || d.status || '; nobody requested this charge on Kafka' AS detail
          FROM decision d
          WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.charge = d.id AND r.type IN ${REQUESTS})`,
  },
  {
    code: 'decision-differs',
    sql: `SELECT r.charge, 'debit: charge ' || d.id AS place,
            ${differing(['d', 'debit'], ['r', 'the request'])} || ' (' || ${positionOf('r')} || ')' AS detail
          FROM record r JOIN decision d ON d.id = r.charge
          WHERE r.type IN ${REQUESTS} AND r.debit >= 0 AND ${unlike('r', 'd')}`,
  },
  {
    code: 'cancellation-not-applied',
    sql: `SELECT r.charge, ${positionOf('r')} AS place,
            'debit has read this cancellation, and the charge is still approved' AS detail
          FROM record r JOIN decision d ON d.id = r.charge
          WHERE r.type = 'cancellation-requested' AND r.debit = 1 AND d.status = 'approved'`,
  },
  {
    code: 'reversal-without-cancellation',
    sql: `SELECT d.id AS charge, 'debit: charge ' || d.id AS place,
            'debit gave the money back; nobody requested a cancellation' AS detail
          FROM decision d
          WHERE d.reversed IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM record r WHERE r.charge = d.id AND r.type = 'cancellation-requested')`,
  },
  {
    code: 'debt-missing',
    sql: `SELECT d.id AS charge, 'debit: charge ' || d.id AS place,
            'the toll was declined, and the holder owes nothing for it' AS detail
          FROM decision d
          WHERE d.status = 'declined' AND d.kind = 'toll' AND d.reason IS NOT 'unknown-account'
            AND NOT EXISTS (SELECT 1 FROM debt WHERE debt.id = d.id)
            AND NOT EXISTS (SELECT 1 FROM record r WHERE r.charge = d.id AND r.type = 'cancellation-requested')`,
  },
  {
    code: 'debt-differs',
    sql: `SELECT debt.id AS charge, 'debit: debt ' || debt.id AS place,
            CASE WHEN d.id IS NULL THEN 'debit has no decision for this debt'
                 WHEN d.status <> 'declined' THEN 'a debt of a charge that is ' || d.status
                 ELSE ${differing(['debt', 'the debt'], ['d', 'the decision'], ['account', 'merchant', 'amount'])} END AS detail
          FROM debt LEFT JOIN decision d ON d.id = debt.id
          WHERE d.status IS NOT 'declined' OR ${unlike('debt', 'd', ['account', 'merchant', 'amount'])}`,
  },
];
