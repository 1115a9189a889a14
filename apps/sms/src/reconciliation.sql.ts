import { chargePlace, ROWS_A_PAGE, type Place } from '@peaje/chassis';
import type { NoticeLine, NoticeStreamQuery } from '@peaje/contracts';
import { Refusal } from '@peaje/kernel';
import type { SqlSession } from '@peaje/messaging';

/** A charge may have several notices. */
export type NoticeKey = Pick<NoticeLine, 'id' | 'chargeId'>;

/** @throws Refusal invalid-request for an unknown notice */
export async function noticePlace(
  session: SqlSession,
  { since, after }: NoticeStreamQuery,
): Promise<Place<NoticeKey>> {
  const { from: chargeId } = chargePlace({ since });
  const first = { chargeId, id: '' };
  if (after === undefined) return { from: first, except: null };
  const { rows } = await session.query<NoticeKey>(
    'SELECT id, charge_id AS "chargeId" FROM notice WHERE id = $1',
    [after],
  );
  const last = rows[0] ?? refuseUnknownNotice();
  return last.chargeId < chargeId ? { from: first, except: null } : { from: last, except: last };
}

function refuseUnknownNotice(): never {
  throw new Refusal('invalid-request', { field: 'after', detail: 'after: there is no notice with this id' });
}

interface NoticeRow extends Omit<NoticeLine, 'amount'> {
  readonly facts: unknown;
}

/** A page of the notices, as they are stored, in one statement. */
export async function readNoticeLines(session: SqlSession, place: Place<NoticeKey>): Promise<NoticeLine[]> {
  const { rows } = await session.query<NoticeRow>(
    `SELECT id, charge_id AS "chargeId", template, account_id AS "accountId", status, facts
     FROM notice WHERE (charge_id, id) >= ($1, $2) AND id IS DISTINCT FROM $3
     ORDER BY charge_id, id LIMIT ${ROWS_A_PAGE}`,
    [place.from.chargeId, place.from.id, place.except?.id],
  );
  return rows.map(({ facts, ...row }) => ({ ...row, amount: amountIn(facts) }));
}

/** Null when an edited row has none that can be read. */
function amountIn(facts: unknown): NoticeLine['amount'] {
  const { value, currency } = (facts as { amount?: Partial<Record<string, unknown>> } | null)?.amount ?? {};
  return typeof value === 'string' && /^-?\d+$/.test(value) && typeof currency === 'string'
    ? { value, currency }
    : null;
}
