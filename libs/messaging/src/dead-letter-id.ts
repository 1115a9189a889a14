import type { Place } from './redrive.sql.js';

const ID = /^([A-Za-z0-9._-]{1,249})-(\d{1,9})-(\d{1,18})$/;

/** A place that fits into an address: `charges.requested-2-118`. */
export const deadLetterId = ({ topic, partition, offset }: Place): string =>
  `${topic}-${partition}-${offset}`;

/** Undefined for what is no id of a dead letter. */
export function placeOfDeadLetter(id: string): Place | undefined {
  const [, topic, partition, offset] = ID.exec(id) ?? [];
  if (topic === undefined || partition === undefined || offset === undefined) return undefined;
  return { topic, partition: Number(partition), offset: BigInt(offset) };
}
