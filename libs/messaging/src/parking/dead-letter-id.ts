import type { RecordPosition } from '../kafka/record-position.js';

const ID = /^([A-Za-z0-9._-]{1,249})-(\d{1,9})-(\d{1,18})$/;

/** The position of a record as a part of an address: `charges.requested-2-118`. */
export const deadLetterId = ({ topic, partition, offset }: RecordPosition): string =>
  `${topic}-${partition}-${offset}`;

/** Undefined when the text is no id of a dead letter. */
export function positionOfDeadLetter(id: string): RecordPosition | undefined {
  const [, topic, partition, offset] = ID.exec(id) ?? [];
  if (topic === undefined || partition === undefined || offset === undefined) return undefined;
  return { topic, partition: Number(partition), offset: BigInt(offset) };
}
