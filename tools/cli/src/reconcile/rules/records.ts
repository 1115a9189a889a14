import { positionOf, type Rule } from '../rule.js';

/** The log itself. That audit has each of its records is compared while they are read: see read-topics. */
export const recordRules: readonly Rule[] = [
  {
    code: 'event-changed',
    sql: `SELECT r.charge, ${positionOf('r')} AS place,
            'the same event ' || r.event || ' stands on the topic before with other bytes' AS detail
          FROM record r
          WHERE r.debit >= 0 AND r.pos >= 0 AND r.sms >= 0 AND EXISTS (
            SELECT 1 FROM record o
            WHERE o.event = r.event AND o.topic = r.topic AND o.digest <> r.digest
              AND o.debit >= 0 AND o.pos >= 0 AND o.sms >= 0
              AND (o.partition, o.offset) < (r.partition, r.offset))`,
  },
  {
    code: 'entry-missing',
    sql: `SELECT charge, place, detail FROM difference WHERE code = 'entry-missing'`,
  },
  {
    code: 'entry-differs',
    sql: `SELECT charge, place, detail FROM difference WHERE code = 'entry-differs'`,
  },
  {
    code: 'entry-without-record',
    sql: `SELECT charge, place, detail FROM difference WHERE code = 'entry-without-record'`,
  },
  {
    code: 'records-deleted',
    sql: `SELECT charge, place, detail FROM difference WHERE code = 'records-deleted'`,
  },
];
