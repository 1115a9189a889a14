import type { ChargeStreamQuery } from '@peaje/contracts';
import { lowestIdOf } from '@peaje/kernel';
import type { Place } from './pages.js';

const LOWEST_ID = '00000000-0000-0000-0000-000000000000';

/** Where the charges of a stream begin: behind `after`, and not before `since`, by the time in their ids. */
export function chargePlace({ since, after }: ChargeStreamQuery): Place<string> {
  const first = since === undefined ? LOWEST_ID : lowestIdOf(Date.parse(since));
  const last = after?.toLowerCase() ?? null;
  return { from: last !== null && last > first ? last : first, except: last };
}
