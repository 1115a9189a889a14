import { MAX_PAGE_SIZE, page, type Page } from '@peaje/contracts';
import type { z } from 'zod';
import type { Service } from './service.js';

type Query = Readonly<Record<string, string>>;

/** The items of a list, page by page. */
export async function* eachItem<T>(
  service: Service,
  item: z.ZodType<T>,
  path: string,
  query: Query = {},
): AsyncGenerator<T> {
  let cursor: string | null = null;
  do {
    const { items, nextCursor }: Page<T> = await onePage(service, item, path, query, MAX_PAGE_SIZE, cursor);
    yield* items;
    cursor = nextCursor;
  } while (cursor !== null);
}

/** All items of a short list. */
export async function allItems<T>(...of: Parameters<typeof eachItem<T>>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of eachItem(...of)) items.push(item);
  return items;
}

/** At most `max` items from the beginning of a list. The service is asked for no more. */
export async function firstItems<T>(
  service: Service,
  item: z.ZodType<T>,
  path: string,
  query: Query,
  max: number,
): Promise<{ readonly items: T[]; readonly hasMore: boolean }> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const limit = Math.min(max - items.length, MAX_PAGE_SIZE);
    const read: Page<T> = await onePage(service, item, path, query, limit, cursor);
    items.push(...read.items);
    cursor = read.nextCursor;
  } while (cursor !== null && items.length < max);
  return { items, hasMore: cursor !== null };
}

async function onePage<T>(
  service: Service,
  item: z.ZodType<T>,
  path: string,
  query: Query,
  limit: number,
  cursor: string | null,
): Promise<Page<T>> {
  const parameters = new URLSearchParams({
    ...query,
    limit: String(limit),
    ...(cursor === null ? {} : { cursor }),
  });
  return (await service.ask(page(item), { path: `${path}?${parameters}` })).body;
}
