import { holders } from '@peaje/contracts';

/** What shows that this service has worked before: see LostDatabaseCheck. Every database has the bank's own account. */
export const REMEMBERED = {
  rows: ["account WHERE kind = 'holder'", 'charge'],
  writes: [holders.name],
};
