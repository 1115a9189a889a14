import { Refusal, UUID } from '@peaje/kernel';
import { z } from 'zod';
import { clientText } from '../primitives.js';

/** The answer of every list. `nextCursor` is null on the last page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export const MAX_PAGE_SIZE = 200;

export const listQuery = z.strictObject({
  cursor: clientText(200).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(50),
});

/** The schema of a page of these items. */
export const page = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });

/** The opaque cursor of a list that is ordered by one string column. */
export const encodeCursor = (position: string): string => Buffer.from(position).toString('base64url');

/** The position where a page begins. `form`: the form of this list's positions. @throws Refusal for another cursor. */
export function decodeCursor(cursor: string, form: RegExp = POSITION): string {
  const position = Buffer.from(cursor, 'base64url').toString();
  return form.test(position) ? position : refuseCursor();
}

/** @throws Refusal */
export function refuseCursor(): never {
  throw new Refusal('invalid-request', {
    field: 'cursor',
    detail: 'cursor: must be the nextCursor of a page of this list',
  });
}

/** Printable ASCII without blanks. */
const POSITION = /^[\x21-\x7e]+$/;
export const UUID_POSITION = UUID;

/** Makes a page of rows that were read with `limit + 1`. */
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
