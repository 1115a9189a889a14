import { differing, positionOf, type Rule, unlike } from '../rule.js';

/** The notice that each outcome asks for: a declined purchase asks for none, the till has told the holder. */
const ASKED = `o.type IN ('approved', 'reversed') OR o.type = 'declined' AND o.kind = 'toll'`;

/** Outcomes on Kafka ↔ sms. */
export const noticeRules: readonly Rule[] = [
  {
    code: 'notice-missing',
    sql: `SELECT o.charge, ${positionOf('o')} AS place, 'sms has read this outcome (' || o.type || ') and stored no notice' AS detail
          FROM record o
          WHERE o.sms = 1 AND (${ASKED})
            AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.id = o.event || '.' || o.type)`,
  },
  {
    code: 'notice-without-outcome',
    sql: `SELECT n.charge, 'sms: notice ' || n.id AS place,
            'the notice is ' || n.status || '; no outcome on Kafka asks for it' AS detail
          FROM notice n
          WHERE NOT EXISTS (
            SELECT 1 FROM record o
            WHERE o.event = substr(n.id, 1, length(n.id) - length(n.template) - 1) AND o.type = n.template AND (${ASKED}))`,
  },
  {
    code: 'notice-differs',
    sql: `SELECT n.charge, 'sms: notice ' || n.id AS place,
            ${differing(['n', 'sms'], ['o', 'the outcome'], ['account', 'amount'])} || ' (' || ${positionOf('o')} || ')' AS detail
          FROM record o JOIN notice n ON n.id = o.event || '.' || o.type
          WHERE o.sms = 1 AND ${unlike('n', 'o', ['account', 'amount'])}`,
  },
];
