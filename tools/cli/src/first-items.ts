import type { Page } from '@peaje/contracts';
import type { AnswerForm, Service } from './service.js';

/** The longest page, as the contract has it: `pages.spec` compares. The contract itself is slow to load. */
export const LONGEST_PAGE = 200;

/** At most `max` items from the beginning of a list. The service is asked for no more. */
export async function firstItems<T>(
  service: Service,
  item: AnswerForm<T>,
  path: string,
  query: Readonly<Record<string, string>>,
  max: number,
): Promise<{ readonly items: T[]; readonly hasMore: boolean }> {
  const form = pageOf(item);
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const limit = String(Math.min(max - items.length, LONGEST_PAGE));
    const parameters = new URLSearchParams({ ...query, limit, ...(cursor === null ? {} : { cursor }) });
    const read: Page<T> = (await service.ask(form, { path: `${path}?${parameters}` })).body;
    items.push(...read.items);
    cursor = read.nextCursor;
  } while (cursor !== null && items.length < max);
  return { items, hasMore: cursor !== null };
}

const pageOf = <T>(item: AnswerForm<T>): AnswerForm<Page<T>> => ({
  parse(body) {
    const { items, nextCursor } = (body ?? {}) as { items?: unknown; nextCursor?: unknown };
    if (!Array.isArray(items) || (nextCursor !== null && typeof nextCursor !== 'string'))
      throw new TypeError('not a page');
    return { items: items.map((one) => item.parse(one)), nextCursor };
  },
});
