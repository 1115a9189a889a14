import { ROWS_A_PAGE, type Place } from '@peaje/chassis';
import type { ChargeLine, OutboxLine } from '@peaje/contracts';
import { nearestTime } from '@peaje/kernel';
import type { SqlSession } from '@peaje/messaging';

/** What pos has stored, as it is: a page of each, in one statement. */

interface ChargeRow {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly reason: string | null;
  readonly ledger: string;
  readonly amount: string | null;
  readonly currency: string | null;
  readonly accountId: string | null;
  readonly cardToken: string | null;
  readonly merchantId: string;
  readonly requestedAt: Date;
  readonly decidedAt: Date | null;
}

export async function readChargeLines(session: SqlSession, place: Place<string>): Promise<ChargeLine[]> {
  const { rows } = await session.query<ChargeRow>(
    `SELECT id, kind, status, reason, ledger, amount_minor AS amount, currency, account_id AS "accountId",
            card_token AS "cardToken", merchant_id AS "merchantId", requested_at AS "requestedAt",
            decided_at AS "decidedAt"
     FROM charge WHERE id >= $1 AND id IS DISTINCT FROM $2 ORDER BY id LIMIT ${ROWS_A_PAGE}`,
    [place.from, place.except],
  );
  return rows.map(({ amount, currency, requestedAt, decidedAt, ...row }) => ({
    ...row,
    amount: amount === null ? null : { value: amount, currency: currency ?? '' },
    requestedAt: nearestTime(requestedAt),
    decidedAt: decidedAt === null ? null : nearestTime(decidedAt),
  }));
}

export async function readOutboxLines(session: SqlSession, place: Place<string>): Promise<OutboxLine[]> {
  const { rows } = await session.query<Omit<OutboxLine, 'since'> & { since: Date }>(
    `SELECT id, topic, key, created_at AS since FROM outbox
     WHERE id >= $1 AND id IS DISTINCT FROM $2 AND acknowledged_at IS NULL ORDER BY id LIMIT ${ROWS_A_PAGE}`,
    [place.from, place.except],
  );
  return rows.map(({ since, ...row }) => ({ ...row, since: nearestTime(since) }));
}
