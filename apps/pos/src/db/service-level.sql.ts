import { shareOf, type ServiceLevel } from '@peaje/contracts';
import { lowestIdOf } from '@peaje/kernel';
import type { SqlSession } from '@peaje/messaging';

/** At most so many of the newest charges are read, by the index of their ids, whose time is in them. */
const MOST_COUNTED = 100_000;

interface CountRow {
  readonly inTime: string;
  readonly late: string;
  readonly takenBack: string;
  readonly waiting: string;
  readonly read: string;
  readonly oldest: Date | null;
  readonly now: Date;
}

/**
 * A purchase is in time when debit decided it before `decideBy`, and late when its wait ended without a decision. A purchase
 * that its till took back, or whose wait still runs, is neither. Nobody waits for a passage.
 */
export const SERVICE_LEVEL = `
  SELECT count(*) FILTER (WHERE outcome = 'in-time') AS "inTime",
         count(*) FILTER (WHERE outcome = 'late') AS late,
         count(*) FILTER (WHERE outcome = 'taken-back') AS "takenBack",
         count(*) FILTER (WHERE outcome = 'waiting') AS waiting,
         count(*) AS read, min(requested_at) AS oldest, now() AS now
  FROM (
    SELECT requested_at,
           CASE WHEN decide_by IS NULL THEN NULL
                WHEN status = 'cancelled' AND reason = 'cancelled-by-caller' THEN 'taken-back'
                WHEN status IN ('approved', 'declined') AND decided_at <= decide_by THEN 'in-time'
                WHEN status = 'pending' AND decide_by > now() THEN 'waiting'
                ELSE 'late' END AS outcome
    FROM (
      SELECT requested_at, decide_by, decided_at, status, reason FROM charge
      WHERE id >= $1 ORDER BY id DESC LIMIT $2
    ) AS newest
  ) AS judged`;

export async function readServiceLevel(
  session: SqlSession,
  since: Date,
  most = MOST_COUNTED,
): Promise<ServiceLevel> {
  const { rows } = await session.query<CountRow>(SERVICE_LEVEL, [lowestIdOf(since.getTime()), most]);
  const { read, oldest, now, ...counts } = rows[0]!;
  const [inTime, late, takenBack, waiting] = [
    counts.inTime,
    counts.late,
    counts.takenBack,
    counts.waiting,
  ].map(Number) as [number, number, number, number];
  const isCut = Number(read) === most && oldest !== null && oldest > since;
  return {
    since: (isCut ? oldest : since).toISOString(),
    until: now.toISOString(),
    ...{ inTime, late, takenBack, waiting },
    share: shareOf(inTime, late),
  };
}
