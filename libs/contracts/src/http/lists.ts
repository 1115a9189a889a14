import { Refusal, UUID } from '@peaje/kernel';
import { z } from 'zod';
import { clientText } from '../primitives.js';

/** Every list answers so; `nextCursor` is null on the last page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export const listQuery = z.strictObject({
  cursor: clientText(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** The page of such items, as a schema. */
export const page = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });

/** The opaque cursor of a list that is ordered by one string column. */
export const encodeCursor = (position: string): string => Buffer.from(position).toString('base64url');

/** Where a page begins. `form`: what a position of this list looks like. @throws Refusal for what is no cursor of it. */
export function decodeCursor(cursor: string, form: RegExp = POSITION): string {
  const position = Buffer.from(cursor, 'base64url').toString();
  if (form.test(position)) return position;
  throw new Refusal('invalid-request', {
    field: 'cursor',
    detail: 'cursor: must be the nextCursor of a page of this list',
  });
}

/** Printable ASCII without blanks. */
const POSITION = /^[\x21-\x7e]+$/;
export const UUID_POSITION = UUID;

/** Cuts rows read with `limit + 1` to a page. */
export function pageOf<Row, View>(
  rows: readonly Row[],
  limit: number,
  positionOf: (row: Row) => string,
  view: (row: Row) => View,
): Page<View> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const nextCursor = rows.length > limit && last ? encodeCursor(positionOf(last)) : null;
  return { items: items.map(view), nextCursor };
}
