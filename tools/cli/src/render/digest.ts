import { auditCheckpoints, cards, chargeTopics, holders, operationsPerformed } from '@peaje/contracts';
import type { z } from 'zod';
import { formatAmount } from '../amount.js';
import type { RecordView } from '../kafka/record-view.js';

type Digest = (data: never) => string;

/** Facts that requests, cancellations and outcomes share. */
interface ChargeData {
  readonly amount: { readonly value: string; readonly currency: string };
  readonly card: { readonly token: string };
  readonly merchantId: string;
  readonly reason?: string;
  readonly cause?: string;
}

const chargeDigest =
  (what: string) =>
  ({ amount, card, merchantId, reason, cause }: ChargeData): string => {
    const why = cause ?? reason;
    return `${what}${why === undefined ? '' : `: ${why}`} ${formatAmount(amount)} ${card.token}, ${merchantId}`;
  };

const checkpointDigest = ({ chain, seq }: { chain: string; seq: number }): string =>
  `signed: ${chain} up to entry ${seq}`;

/** What a person wants to read of an event. Its data has passed the schema of its type. */
const DIGESTS: Readonly<Record<string, Digest>> = {
  'peaje.charge.requested.v1': chargeDigest('requested'),
  'peaje.charge.cancellation-requested.v1': chargeDigest('cancellation'),
  'peaje.charge.approved.v1': chargeDigest('approved'),
  'peaje.charge.declined.v1': chargeDigest('declined'),
  'peaje.charge.cancelled.v1': chargeDigest('cancelled'),
  'peaje.charge.reversed.v1': chargeDigest('reversed'),
  'peaje.card.changed.v1': ({ product, last4, status, deniedSince }: z.infer<CardSchema>) =>
    `${product} card •••• ${last4}, ${status}${deniedSince === null ? '' : ', denied at gates'}`,
  // The name and the number of a holder stay out of terminals and their logs. --raw shows them.
  'peaje.holder.changed.v1': ({ language, version }: z.infer<HolderSchema>) =>
    `holder, texts in ${language}, version ${version}`,
  'peaje.operation.performed.v1': ({ operation, operator, reason }: z.infer<OperationSchema>) =>
    `${operation} by ${operator}: ${reason}`,
  'peaje.audit.checkpoint.v1': checkpointDigest,
  'peaje.audit.checkpoint.v2': checkpointDigest,
};

type CardSchema = (typeof cards.events)['peaje.card.changed.v1'];
type HolderSchema = (typeof holders.events)['peaje.holder.changed.v1'];
type OperationSchema = (typeof operationsPerformed.events)['peaje.operation.performed.v1'];

const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  ...chargeTopics.shop.requests.events,
  ...chargeTopics.shop.outcomes.events,
  ...cards.events,
  ...holders.events,
  ...operationsPerformed.events,
  ...auditCheckpoints.events,
};

/**
 * `approved 19.90 EUR card_rich, m_corner_shop`: an event in a few words. A record that is no event of ours is its value, and
 * one that its readers reject begins with `!` and the code. Pure.
 */
export function digestOf(record: RecordView): string {
  const code = record.undecodable?.code ?? record.headers['peaje-dlq-code'];
  return `${code === undefined ? '' : `! ${code} `}${eventDigest(record) ?? rawText(record)}`;
}

function eventDigest({ type, value }: RecordView): string | null {
  if (type === 'tombstone') return 'removed';
  if (type === null || !Object.hasOwn(DIGESTS, type)) return null;
  // Any record may have this type. A foreign one is shown as it is.
  const data = SCHEMAS[type]!.safeParse(value);
  return data.success ? DIGESTS[type]!(data.data as never) : null;
}

/** A value on one line; bytes that are no UTF-8 in Base64. Pure. */
export function rawText({ value, valueBase64 }: RecordView): string {
  if (valueBase64 !== undefined) return `base64 ${valueBase64}`;
  if (value === null) return 'no value';
  return (typeof value === 'string' ? value : JSON.stringify(value)).replace(/\s+/g, ' ');
}
