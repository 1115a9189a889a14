import type { SqlSession } from '@peaje/messaging';
import type { CallingNotice } from './sms.sql.js';

export type CallEnd =
  | { readonly status: 'sent'; readonly providerId: string }
  | {
      readonly status: 'dropped' | 'unresolved';
      readonly lastError: string;
      /** The provider says that the number's owner wants no texts. */
      readonly optedOut?: boolean;
    }
  | {
      readonly status: 'intent' | 'calling';
      readonly lastError: string;
      readonly delayMs: number;
      /** No text goes out until an operator fixes something. */
      readonly alert?: boolean;
    };

export interface EndedCall {
  readonly notice: CallingNotice;
  readonly end: CallEnd;
}

/**
 * Ends calls, each notice once. Only the holder of a claim may end its call, except with *sent*, which is true in any
 * case. It locks in the order of the ids, as reports do, so that no two transactions wait for each other.
 */
export async function endCalls(session: SqlSession, ended: readonly EndedCall[]): Promise<void> {
  await session.query(
    `WITH locked AS (SELECT id FROM notice WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE)
     UPDATE notice SET status = ended.status, provider_id = ended.provider_id, last_error = ended.last_error,
                       due_at = now() + ended.delay_ms * interval '1 ms',
                       sent_at = CASE WHEN ended.status = 'sent' THEN now() END
     FROM locked JOIN unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::int[])
       AS ended (id, called_at, status, provider_id, last_error, delay_ms) USING (id)
     WHERE notice.id = locked.id AND notice.called_at = ended.called_at
       AND (notice.status = 'calling' OR notice.status = 'unresolved' AND ended.status = 'sent')`,
    [
      ended.map(({ notice }) => notice.id),
      ended.map(({ notice }) => notice.calledAt),
      ended.map(({ end }) => end.status),
      ended.map(({ end }) => (end.status === 'sent' ? end.providerId : null)),
      ended.map(({ end }) => (end.status === 'sent' ? null : end.lastError)),
      ended.map(({ end }) => ('delayMs' in end ? end.delayMs : 0)),
    ],
  );
}
