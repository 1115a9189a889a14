import type { SqlSession } from '@peaje/messaging';
import type { ChangedNotice, DeliveryReport, ReportedNotice } from './after-reports.js';

/** Locks the notices that the reports are about, in the order of their ids, as they are then. */
export async function lockReported(
  session: SqlSession,
  reports: readonly DeliveryReport[],
): Promise<ReportedNotice[]> {
  const { rows } = await session.query<ReportedNotice>(
    `SELECT id, status, provider_id AS "providerId", last_error AS "lastError", attempts, "to",
            called_at AS "calledAt"
     FROM notice WHERE id = ANY($1) OR provider_id = ANY($2)
     ORDER BY id FOR NO KEY UPDATE`,
    [reports.flatMap(({ noticeId }) => noticeId ?? []), reports.map(({ providerId }) => providerId)],
  );
  return rows;
}

/** Stores locked notices as the reports left them. */
export async function changeReported(session: SqlSession, notices: readonly ChangedNotice[]): Promise<void> {
  await session.query(
    `UPDATE notice SET status = changed.status, provider_id = changed.provider_id, last_error = changed.last_error,
                       sent_at = CASE WHEN changed.sent_now THEN now() ELSE sent_at END
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::boolean[])
       AS changed (id, status, provider_id, last_error, sent_now)
     WHERE notice.id = changed.id`,
    [
      notices.map((n) => n.id),
      notices.map((n) => n.status),
      notices.map((n) => n.providerId),
      notices.map((n) => n.lastError),
      notices.map((n) => n.sentNow),
    ],
  );
}
