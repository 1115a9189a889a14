import type { HolderChanged } from '@peaje/contracts';
import type { SqlSession } from '@peaje/messaging';
import type { PlannedNotice } from './notice-plan.js';
import type { NoticeFacts, Template } from './notice-text.js';

/** The hot statements. All moments are the database's: instances need not agree on the time. */

/** Past it nobody wants the text any more; a replay of the topic texts nobody. */
const NOTICE_LIFE = `interval '24 hours'`;
/** Longer than any call to the provider: a row that is still being called then has lost its owner. */
const OWNED_FOR = `interval '60 s'`;

export async function insertNotices(session: SqlSession, notices: readonly PlannedNotice[]): Promise<void> {
  await session.query(
    `INSERT INTO notice (id, charge_id, account_id, template, facts, event_time, status)
     SELECT id, charge_id, account_id, template, facts, event_time,
            CASE WHEN event_time < now() - ${NOTICE_LIFE} THEN 'expired' ELSE 'intent' END
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

/** One state an account. A lower version than the stored one is old news. */
export async function upsertHolders(session: SqlSession, holders: readonly HolderChanged[]): Promise<void> {
  await session.query(
    `INSERT INTO holder (account_id, name, phone, language, version)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[])
     ON CONFLICT (account_id) DO UPDATE
     SET name = excluded.name, phone = excluded.phone, language = excluded.language,
         version = excluded.version
     WHERE holder.version < excluded.version`,
    [
      holders.map((h) => h.accountId),
      holders.map((h) => h.name),
      holders.map((h) => h.phone),
      holders.map((h) => h.language),
      holders.map((h) => h.version),
    ],
  );
}

export async function deleteHolders(session: SqlSession, accountIds: readonly string[]): Promise<void> {
  await session.query('DELETE FROM holder WHERE account_id = ANY($1)', [accountIds]);
}

export interface DueNotice {
  readonly id: string;
  readonly template: Template;
  readonly facts: NoticeFacts;
  readonly attempts: number;
  readonly expired: boolean;
  /** Null while the holder is unknown: that topic is another one. */
  readonly phone: string | null;
  readonly language: string | null;
}

/** Locks them until the transaction ends; others take the next ones. */
export async function lockDueNotices(session: SqlSession, limit: number): Promise<DueNotice[]> {
  const { rows } = await session.query<DueNotice>(
    `SELECT n.id, n.template, n.facts, n.attempts, h.phone, h.language,
            n.event_time < now() - ${NOTICE_LIFE} AS expired
     FROM notice n LEFT JOIN holder h USING (account_id)
     WHERE n.status = 'intent' AND n.due_at <= now()
     ORDER BY n.due_at LIMIT $1
     FOR UPDATE OF n SKIP LOCKED`,
    [limit],
  );
  return rows;
}

/** A notice whose text somebody is handing over. `calledAt` is the claim: who has another one has lost it. */
export interface CallingNotice {
  readonly id: string;
  readonly to: string;
  readonly text: string;
  readonly attempts: number;
  readonly calledAt: Date;
}

/** *intent → calling*, with number and text: a look-up needs both, whoever does it. */
export async function startCalling(
  session: SqlSession,
  calls: readonly { readonly id: string; readonly to: string; readonly text: string }[],
): Promise<CallingNotice[]> {
  const { rows } = await session.query<CallingNotice>(
    `UPDATE notice SET status = 'calling', "to" = call."to", text = call.text, attempts = attempts + 1,
                       called_at = now(), due_at = now() + ${OWNED_FOR}
     FROM unnest($1::text[], $2::text[], $3::text[]) AS call (id, "to", text)
     WHERE notice.id = call.id AND notice.status = 'intent'
     RETURNING notice.id, notice."to", notice.text, notice.attempts, notice.called_at AS "calledAt"`,
    [calls.map((c) => c.id), calls.map((c) => c.to), calls.map((c) => c.text)],
  );
  return rows;
}

/** Not called now: later, or never again. */
export async function putOff(
  session: SqlSession,
  notices: readonly {
    readonly id: string;
    readonly status: 'intent' | 'expired';
    readonly delayMs: number;
    readonly reason: string;
  }[],
): Promise<void> {
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

export interface UnclearNotice extends CallingNotice {
  readonly ageMs: number;
}

/** Calls whose result nobody knows: the answer was unclear, or their owner died. */
export async function claimUnclear(session: SqlSession, limit: number): Promise<UnclearNotice[]> {
  const { rows } = await session.query<UnclearNotice>(
    `UPDATE notice SET due_at = now() + ${OWNED_FOR}
     WHERE id IN (SELECT id FROM notice WHERE status = 'calling' AND due_at <= now()
                  ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED)
     RETURNING id, "to", text, attempts, called_at AS "calledAt",
               (extract(epoch FROM now() - called_at) * 1000)::float8 AS "ageMs"`,
    [limit],
  );
  return rows;
}

export type CallEnd =
  | { readonly status: 'sent'; readonly providerId: string }
  | { readonly status: 'dropped' | 'unresolved'; readonly lastError: string }
  | { readonly status: 'intent' | 'calling'; readonly lastError: string; readonly delayMs: number };

/** Only by whoever holds the claim. That it was sent is true even when somebody gave it up meanwhile. */
export async function endCall(
  session: SqlSession,
  { id, calledAt }: CallingNotice,
  end: CallEnd,
): Promise<void> {
  const providerId = end.status === 'sent' ? end.providerId : null;
  const lastError = end.status === 'sent' ? null : end.lastError;
  await session.query(
    `UPDATE notice SET status = $3, provider_id = $4, last_error = $5, due_at = now() + $6 * interval '1 ms',
                       sent_at = CASE WHEN $3 = 'sent' THEN now() END
     WHERE id = $1 AND called_at = $2 AND (status = 'calling' OR status = 'unresolved' AND $3 = 'sent')`,
    [id, calledAt, end.status, providerId, lastError, 'delayMs' in end ? end.delayMs : 0],
  );
}
