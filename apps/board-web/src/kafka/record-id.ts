/** Where Kafka keeps a record. */
export interface RecordPlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
}

const PLACE = /^([A-Za-z0-9._-]{1,249}):(\d{1,9}):(\d{1,18})$/;

/** Null: the text names no record. Pure. */
export function placeOf(id: string): RecordPlace | null {
  const [, topic, partition, offset] = PLACE.exec(id) ?? [];
  if (topic === undefined || partition === undefined || offset === undefined) return null;
  return { topic, partition: Number(partition), offset };
}

export const pathOfRecord = ({ topic, partition, offset }: RecordPlace): string =>
  `/kafka/records/${encodeURIComponent(`${topic}:${partition}:${offset}`)}`;

/** The record `by` offsets away. Null: there is none before the first. Pure. */
export function neighbour(place: RecordPlace, by: 1 | -1): RecordPlace | null {
  const offset = BigInt(place.offset) + BigInt(by);
  return offset < 0n ? null : { ...place, offset: offset.toString() };
}

/** The charge that the contents speak of. Pure. */
export function chargeIn(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('chargeId' in value)) return null;
  return typeof value.chargeId === 'string' ? value.chargeId : null;
}
