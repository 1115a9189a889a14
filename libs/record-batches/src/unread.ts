/**
 * Why a consumer gets a stand-in for the record at an offset: a transaction's marker, a record of an aborted transaction,
 * one that compaction took out of its batch, one of a batch that unpacks to too much, one that an operator stepped over.
 */
export type UnreadReason = 'control' | 'aborted' | 'compacted' | 'too-large' | 'skipped';

/** Why nobody gets the records of a batch that is too large: a code, and the rule in words. */
export const TOO_LARGE = {
  code: 'batch-too-large',
  reason: 'its batch unpacks to more than 8 MB or 20 000 records',
} as const;

/** Kafka itself has no record there, for anybody. */
export const isHole = ({ unread }: { readonly unread?: UnreadReason }): boolean =>
  unread === 'control' || unread === 'aborted' || unread === 'compacted';

/** The `ce_type` of stand-ins begins with this, so that every view names them. No event of ours has such a type. */
const TYPE_PREFIX = 'peaje.kafka.';

/** A message as kafkajs has them. kafkajs hides those with `isControlRecord` from consumers that are not ours. */
export interface FetchedMessage {
  readonly offset: string;
  readonly timestamp: string;
  readonly attributes: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer | (Buffer | null)[] | null>>;
  readonly isControlRecord: boolean;
  readonly unread?: UnreadReason;
}

/** The same bytes for every reader, because audit chains them. */
export const standIn = (offset: bigint, timestamp: bigint, unread: UnreadReason): FetchedMessage => ({
  offset: offset.toString(),
  timestamp: timestamp.toString(),
  attributes: 0,
  key: null,
  value: null,
  headers: { ce_type: Buffer.from(`${TYPE_PREFIX}${unread}`) },
  isControlRecord: true,
  unread,
});
