import type { Language } from '@peaje/contracts';
import type { SqlSession } from '@peaje/messaging';
import type { PlannedNotice } from './notice-plan.js';
import type { NoticeFacts, Template } from './notice-text.js';

/** The hot statements. All times come from the database's clock: the clocks of instances may differ. */

/** An older notice expires: nobody wants its text any more, and a replay of the topic texts nobody. */
const NOTICE_LIFE = `interval '24 hours'`;
/** An event names its own time. One from further ahead would never grow old, and each replay could text its holder. */
const CLOCKS_DIFFER_BY = `interval '5 minutes'`;
const isAlive = (time: string): string =>
  `${time} BETWEEN now() - ${NOTICE_LIFE} AND now() + ${CLOCKS_DIFFER_BY}`;
/** A sender looks up a notice before its first call when its event comes later than this. */
const FRESH_FOR = `interval '60 s'`;
/** Allows 5 s for clocks that differ. An empty table remembers nothing. */
const REMEMBERS_SINCE = `(SELECT coalesce(max(since), 'infinity') + interval '5 s' FROM memory)`;

export async function insertNotices(session: SqlSession, notices: readonly PlannedNotice[]): Promise<void> {
  await session.query(
    `INSERT INTO notice (id, charge_id, account_id, template, facts, event_time, status)
     SELECT id, charge_id, account_id, template, facts, event_time,
            CASE WHEN ${isAlive('event_time')} THEN 'intent' ELSE 'expired' END
     FROM unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::json[], $6::timestamptz[])
       AS planned (id, charge_id, account_id, template, facts, event_time)
     ON CONFLICT (id) DO NOTHING`,
    [
      notices.map((n) => n.id),
      notices.map((n) => n.chargeId),
      notices.map((n) => n.accountId),
      notices.map((n) => n.template),
      notices.map((n) => JSON.stringify(n.facts)),
      notices.map((n) => n.eventTime),
    ],
  );
}

export interface DueNotice {
  readonly id: string;
  readonly template: Template;
  readonly facts: NoticeFacts;
  readonly attempts: number;
  readonly eventTime: Date;
  readonly expired: boolean;
  /** A sender may have texted it before this database existed. */
  readonly lookFirst: boolean;
  /** Null while the holder is unknown, because holders come on another topic. */
  readonly phone: string | null;
  readonly language: Language | null;
  /** The reason why this number gets no texts; null when it may. */
  readonly suppressed: string | null;
}

/** Locks due notices until the transaction ends; other senders take the next ones. */
export async function lockDueNotices(session: SqlSession, limit: number): Promise<DueNotice[]> {
  const { rows } = await session.query<DueNotice>(
    `SELECT n.id, n.template, n.facts, n.attempts, n.event_time AS "eventTime", h.phone, h.language,
            s.reason AS suppressed, NOT (${isAlive('n.event_time')}) AS expired,
            n.called_at IS NULL
              AND n.event_time < greatest(now() - ${FRESH_FOR}, ${REMEMBERS_SINCE}) AS "lookFirst"
     FROM notice n LEFT JOIN holder h USING (account_id) LEFT JOIN suppressed_number s USING (phone)
     WHERE n.status = 'intent' AND n.due_at <= now()
     ORDER BY n.due_at LIMIT $1
     FOR UPDATE OF n SKIP LOCKED`,
    [limit],
  );
  return rows;
}

/** The texts that a number got in the last hour. */
export interface RecentTexts {
  readonly count: number;
  /** Milliseconds until the oldest of them is an hour old; null without any. */
  readonly freeInMs: number | null;
}

/** Until the transaction ends no other sender counts these numbers. A text that may have gone out counts. */
export async function lockRecentTexts(
  session: SqlSession,
  phones: readonly string[],
): Promise<Map<string, RecentTexts>> {
  await session.query(
    `SELECT pg_advisory_xact_lock(key)
     FROM (SELECT DISTINCT hashtextextended('text to ' || phone, 0) AS key FROM unnest($1::text[]) AS phone
           ORDER BY key) AS numbers`,
    [phones],
  );
  const { rows } = await session.query<RecentTexts & { phone: string }>(
    `SELECT phone, count(n.id)::int AS count,
            (extract(epoch FROM min(n.called_at) + interval '1 hour' - now()) * 1000)::float8 AS "freeInMs"
     FROM (SELECT DISTINCT unnest($1::text[])) AS asked (phone)
     LEFT JOIN notice n ON n."to" = phone AND n.called_at > now() - interval '1 hour'
                        AND n.status IN ('calling', 'sent', 'delivered', 'undelivered', 'unresolved')
     GROUP BY phone`,
    [phones],
  );
  return new Map(rows.map(({ phone, count, freeInMs }) => [phone, { count, freeInMs }]));
}

/** A notice whose text is being sent. `calledAt` is the claim: a sender with another value has lost it. */
export interface CallingNotice {
  readonly id: string;
  readonly to: string;
  readonly text: string;
  readonly attempts: number;
  readonly calledAt: Date;
}

/** The claim is ours until then, unless another sender moves the time on: then it has taken over. */
export interface OwnedNotice extends CallingNotice {
  readonly ownedUntil: Date;
}

export interface PlannedCall {
  readonly id: string;
  readonly to: string;
  readonly text: string;
  /** Longer than the call can take: a row that is still *calling* afterwards has lost its owner. */
  readonly ownedForMs: number;
}

/** *intent → calling*, with number and text, because a look-up by any instance needs both. */
export async function startCalling(
  session: SqlSession,
  calls: readonly PlannedCall[],
): Promise<OwnedNotice[]> {
  const { rows } = await session.query<OwnedNotice>(
    `UPDATE notice SET status = 'calling', "to" = call."to", text = call.text, attempts = attempts + 1,
                       called_at = now(), due_at = now() + call.owned_for_ms * interval '1 ms'
     FROM unnest($1::text[], $2::text[], $3::text[], $4::int[]) AS call (id, "to", text, owned_for_ms)
     WHERE notice.id = call.id AND notice.status = 'intent'
     RETURNING notice.id, notice."to", notice.text, notice.attempts, notice.called_at AS "calledAt",
               notice.due_at AS "ownedUntil"`,
    [
      calls.map((c) => c.id),
      calls.map((c) => c.to),
      calls.map((c) => c.text),
      calls.map((c) => c.ownedForMs),
    ],
  );
  return rows;
}

export interface PutOff {
  readonly id: string;
  readonly status: 'intent' | 'expired' | 'dropped';
  readonly delayMs: number;
  readonly reason: string;
}

/** Puts notices off until later, or ends them. */
export async function putOff(session: SqlSession, notices: readonly PutOff[]): Promise<void> {
  await session.query(
    `UPDATE notice SET status = later.status, last_error = later.reason, attempts = attempts + 1,
                       due_at = now() + later.delay_ms * interval '1 ms'
     FROM unnest($1::text[], $2::text[], $3::int[], $4::text[]) AS later (id, status, delay_ms, reason)
     WHERE notice.id = later.id AND notice.status = 'intent'`,
    [
      notices.map((n) => n.id),
      notices.map((n) => n.status),
      notices.map((n) => n.delayMs),
      notices.map((n) => n.reason),
    ],
  );
}

/** Whether each claim still holds: not once a sender took over, a report, an operator or the time ended it, or the holder opted out. */
export async function holdClaims(session: SqlSession, claims: readonly OwnedNotice[]): Promise<boolean[]> {
  const { rows } = await session.query<{ at: number }>(
    `SELECT claim.at::int AS at
     FROM unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) WITH ORDINALITY AS claim (id, called_at, due_at, at)
     JOIN notice USING (id, called_at, due_at)
     WHERE notice.status = 'calling' AND notice.due_at > clock_timestamp()
       AND NOT EXISTS (SELECT FROM suppressed_number WHERE phone = notice."to")`,
    [claims.map((c) => c.id), claims.map((c) => c.calledAt), claims.map((c) => c.ownedUntil)],
  );
  const holding = new Set(rows.map(({ at }) => at));
  return claims.map((_, at) => holding.has(at + 1));
}

/** A number that opted out, as the provider says about a text of that time. */
export interface OptedOut {
  readonly phone: string;
  readonly since: Date;
}

/** A START since the text is newer, and counts. In the order of the numbers, so that no two transactions wait for each other. */
export async function suppressNumbers(
  session: SqlSession,
  numbers: readonly OptedOut[],
  reason: string,
): Promise<void> {
  await session.query(
    `INSERT INTO suppressed_number (phone, reason)
     SELECT phone, $3 FROM unnest($1::text[], $2::timestamptz[]) AS opted_out (phone, since)
     WHERE NOT EXISTS (SELECT FROM inbound_choice
                       WHERE inbound_choice.phone = opted_out.phone AND choice = 'start' AND received_at > since)
     ORDER BY phone
     ON CONFLICT (phone) DO NOTHING`,
    [numbers.map(({ phone }) => phone), numbers.map(({ since }) => since), reason],
  );
}

export interface UnclearNotice extends CallingNotice {
  readonly ageMs: number;
}

/** Claims calls whose result is unknown: the answer was unclear, or the owner died. */
export async function claimUnclear(
  session: SqlSession,
  { limit, ownedForMs }: { limit: number; ownedForMs: number },
): Promise<UnclearNotice[]> {
  const { rows } = await session.query<UnclearNotice>(
    `UPDATE notice SET due_at = now() + $2 * interval '1 ms'
     WHERE id IN (SELECT id FROM notice WHERE status = 'calling' AND due_at <= now()
                  ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED)
     RETURNING id, "to", text, attempts, called_at AS "calledAt",
               (extract(epoch FROM now() - called_at) * 1000)::float8 AS "ageMs"`,
    [limit, ownedForMs],
  );
  return rows;
}
