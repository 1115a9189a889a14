import { chargesDecided, chargesRequested, encode, type ChargeRequestEvent } from '@peaje/contracts';
import type { FetchedRecord } from '@peaje/messaging';

/** For specs: records as Kafka brings them. */

const ID = '01a204ef-4271-7bb5-9de3-dfcc51258005';
const AT = '2026-11-22T20:25:18.706Z';

const chargeFacts = (id = ID) => ({
  chargeId: id,
  kind: 'shop' as const,
  accountId: 'acc_rich',
  card: { token: 'card_rich', last4: '4242', product: 'debit' as const },
  amount: { value: '1990', currency: 'EUR' as const },
  merchantId: 'm_corner_shop',
  tillId: 'till-7',
  gateId: null,
  laneId: null,
  requestedAt: AT,
  passedAt: null,
});

const envelope = (id: string) => ({ id: `${id}.x`, source: '/pos', subject: id, time: AT });

const fetched = (
  topic: string,
  { key, value, headers }: { key: string; value: string; headers: Readonly<Record<string, string>> },
  changes: Partial<FetchedRecord>,
): FetchedRecord => ({
  topic,
  partition: 2,
  offset: 118n,
  timestampMs: BigInt(Date.parse(AT)),
  key: Buffer.from(key),
  value: Buffer.from(value),
  headers: Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)] as const),
  ...changes,
});

export function aRequest(id = ID, changes: Partial<FetchedRecord> = {}): FetchedRecord {
  const event: ChargeRequestEvent = {
    ...envelope(id),
    type: 'peaje.charge.requested.v1',
    data: { ...chargeFacts(id), decideBy: AT },
  };
  return fetched('charges.requested', encode(chargesRequested, event), changes);
}

export const anApproval = (id = ID, changes: Partial<FetchedRecord> = {}): FetchedRecord =>
  fetched(
    'charges.decided',
    encode(chargesDecided, {
      ...envelope(id),
      type: 'peaje.charge.approved.v1',
      data: { ...chargeFacts(id), decidedAt: AT, balanceAfter: { value: '998010', currency: 'EUR' } },
    }),
    changes,
  );
