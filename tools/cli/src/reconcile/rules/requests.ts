import { differing, positionOf, REQUESTS, type Rule, unlike } from '../rule.js';

/** pos ↔ requests on Kafka. A charge that is cancelled before its request came publishes nothing: nothing moves. */
export const requestRules: readonly Rule[] = [
  {
    code: 'request-missing',
    sql: `SELECT c.id AS charge, 'pos: charge ' || c.id AS place,
            'pos has the charge; its request is neither on Kafka nor in the outbox' AS detail
          FROM charge c
          WHERE c.amount IS NOT NULL
            AND NOT (c.status = 'cancelled' AND c.reason = 'cancelled-by-caller' AND c.ledger = 'untouched')
            AND NOT EXISTS (SELECT 1 FROM record r WHERE r.charge = c.id AND r.type = 'requested')
            AND NOT EXISTS (SELECT 1 FROM unsent WHERE event = c.id || '.requested')`,
  },
  {
    code: 'cancellation-missing',
    sql: `SELECT c.id AS charge, 'pos: charge ' || c.id AS place,
            'the till was told cancelled, and no cancellation is on Kafka or in the outbox' AS detail
          FROM charge c
          WHERE c.status = 'cancelled' AND c.ledger IN ('open', 'debited')
            AND NOT EXISTS (SELECT 1 FROM record r WHERE r.charge = c.id AND r.type = 'cancellation-requested')
            AND NOT EXISTS (SELECT 1 FROM unsent WHERE event = c.id || '.cancellation-requested')`,
  },
  {
    code: 'request-without-charge',
    sql: `SELECT r.charge, ${positionOf('r')} AS place, 'pos has no charge ' || r.charge AS detail
          FROM record r
          WHERE r.type IN ${REQUESTS} AND r.late = 0 AND r.debit >= 0
            AND NOT EXISTS (SELECT 1 FROM charge c WHERE c.id = r.charge)`,
  },
  {
    code: 'request-differs',
    sql: `SELECT r.charge, ${positionOf('r')} AS place, ${differing(['c', 'pos'], ['r', 'the record'])} AS detail
          FROM record r JOIN charge c ON c.id = r.charge
          WHERE r.type IN ${REQUESTS} AND r.debit >= 0 AND c.amount IS NOT NULL AND ${unlike('r', 'c')}`,
  },
];
