import { MAX_PAGE_SIZE, page } from '@peaje/contracts';
import type { z } from 'zod';
import type { Service } from './service.js';

/** The items of a list, page by page. */
export async function* eachItem<T>(
  service: Service,
  item: z.ZodType<T>,
  path: string,
  query: Readonly<Record<string, string>> = {},
): AsyncGenerator<T> {
  const pageOfItems = page(item);
  const first = { ...query, limit: String(MAX_PAGE_SIZE) };
  let parameters = new URLSearchParams(first);
  for (;;) {
    const { body } = await service.ask(pageOfItems, { path: `${path}?${parameters}` });
    yield* body.items;
    if (body.nextCursor === null) return;
    parameters = new URLSearchParams({ ...first, cursor: body.nextCursor });
  }
}

/** All items of a short list. */
export async function allItems<T>(...of: Parameters<typeof eachItem<T>>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of eachItem(...of)) items.push(item);
  return items;
}
