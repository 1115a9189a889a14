/** Where a page begins: at `from`, without the row that has been sent before. A place has no row of a smaller key before it. */
export interface Place<Key> {
  readonly from: Key;
  /** The key of the last row that was sent. */
  readonly except: Key | null;
}

export const ROWS_A_PAGE = 1_000;

/**
 * Reads rows in order of their key, page by page. Each page is one statement and so one snapshot: no long transaction keeps
 * dead rows alive. A row that changes meanwhile is read once, as it is at that moment. `read` returns at most ROWS_A_PAGE rows.
 */
export async function* pagesOf<Row, Key>(
  start: Place<Key>,
  keyOf: (row: Row) => Key,
  read: (place: Place<Key>) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[], void, void> {
  for (let place = start; ;) {
    const rows = await read(place);
    if (rows.length > 0) yield rows;
    if (rows.length < ROWS_A_PAGE) return;
    const key = keyOf(rows.at(-1)!);
    place = { from: key, except: key };
  }
}
