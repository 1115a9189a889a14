import { differing, OUTCOMES, positionOf, type Rule, unlike } from '../rule.js';

/** Which stored statuses an outcome can come from. */
const FITS = `(d.status = o.type
  OR o.type = 'approved' AND d.status = 'reversed'
  OR o.type = 'reversed' AND d.reversed IS NOT NULL)`;

/** The outcome that debit owes to each record that it has read. */
const OWED = `
  SELECT r.charge, CASE
      WHEN r.type = 'requested' AND d.status = 'reversed' THEN 'approved'
      WHEN r.type = 'cancellation-requested' AND d.reversed IS NOT NULL THEN 'reversed'
      ELSE d.status END AS type, ${positionOf('r')} AS place
  FROM record r JOIN decision d ON d.id = r.charge
  WHERE r.type IN ('requested', 'cancellation-requested') AND r.debit = 1`;

const has = (types: string): string =>
  `EXISTS (SELECT 1 FROM record o WHERE o.charge = c.id AND o.type IN (${types}))`;

/** Decisions of debit ↔ outcomes on Kafka ↔ pos. */
export const outcomeRules: readonly Rule[] = [
  {
    code: 'outcome-missing',
    sql: `SELECT w.charge, w.place, 'debit answered this with ' || w.type || '; Kafka has no such outcome' AS detail
          FROM (${OWED}) w
          WHERE NOT EXISTS (SELECT 1 FROM record o WHERE o.charge = w.charge AND o.type = w.type)`,
  },
  {
    code: 'outcome-without-decision',
    sql: `SELECT o.charge, ${positionOf('o')} AS place,
            'the outcome is ' || o.type || '; debit has stored ' || coalesce(d.status, 'nothing') AS detail
          FROM record o LEFT JOIN decision d ON d.id = o.charge
          WHERE o.type IN ${OUTCOMES} AND o.late = 0 AND o.pos >= 0 AND (d.id IS NULL OR NOT ${FITS})`,
  },
  {
    code: 'outcome-differs',
    sql: `SELECT o.charge, ${positionOf('o')} AS place, ${differing(['d', 'debit'], ['o', 'the outcome'])} AS detail
          FROM record o JOIN decision d ON d.id = o.charge
          WHERE o.type IN ${OUTCOMES} AND o.pos >= 0 AND ${unlike('o', 'd')}`,
  },
  {
    code: 'outcome-not-applied',
    sql: `SELECT o.charge, ${positionOf('o')} AS place,
            'pos has read this outcome (' || o.type || '), and its charge is ' || c.status || ', ledger ' || c.ledger AS detail
          FROM record o JOIN charge c ON c.id = o.charge
          WHERE o.pos = 1 AND (
            o.type = 'approved' AND c.ledger NOT IN ('debited', 'reversed')
            OR o.type IN ('declined', 'cancelled') AND c.ledger <> 'untouched'
            OR o.type = 'reversed' AND c.ledger NOT IN ('reversed', 'untouched'))`,
  },
  {
    code: 'settled-without-outcome',
    sql: `SELECT c.id AS charge, 'pos: charge ' || c.id AS place,
            'its ledger is ' || c.ledger || '; Kafka has no outcome that says so' AS detail
          FROM charge c
          WHERE c.ledger = 'debited' AND NOT ${has(`'approved'`)}
             OR c.ledger = 'reversed' AND NOT ${has(`'reversed'`)}
             OR c.ledger = 'untouched' AND NOT ${has(`'declined', 'cancelled'`)}
                AND NOT (c.status = 'cancelled' AND c.reason = 'cancelled-by-caller')`,
  },
  {
    code: 'answer-differs',
    sql: `SELECT c.id AS charge, 'pos: charge ' || c.id AS place,
            'the answer is ' || c.status || ', the ledger ' || c.ledger || ': they cannot both be true' AS detail
          FROM charge c
          WHERE c.status = 'approved' AND c.ledger <> 'debited'
             OR c.status = 'declined' AND (c.ledger <> 'untouched' OR NOT ${has(`'declined'`)})
             OR c.status = 'pending' AND c.ledger <> 'open'
             OR c.status NOT IN ('pending', 'approved', 'declined', 'cancelled')`,
  },
];
