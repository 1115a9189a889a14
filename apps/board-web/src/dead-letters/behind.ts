import type { DeadLetterView, Page } from '@peaje/contracts';

type Letter = Pick<DeadLetterView, 'id' | 'key' | 'line'>;
type ReadPage<Item> = (cursor: string | null) => Promise<Page<Item>>;

/** The items of a list, page after page. */
export async function everyPage<Item>(readPage: ReadPage<Item>): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Item> = await readPage(cursor);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return items;
}

/** The board shows no token of a card, and no bytes that are no text: then those of the same key cannot be found. Pure. */
export const isKeyHidden = ({ key, line }: Letter): boolean => key === null && line !== 'none';

/** The later records of its key, which wait until this one is gone. Null: not known. Pure. */
export function behindOf<Item extends Pick<DeadLetterView, 'id'>>(
  letter: Letter,
  sameKey: readonly Item[] | undefined,
): readonly Item[] | null {
  if (letter.line === 'none') return [];
  const place = sameKey?.findIndex(({ id }) => id === letter.id) ?? -1;
  return place < 0 ? null : sameKey!.slice(place + 1);
}
