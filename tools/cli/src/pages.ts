import { z } from 'zod';
import type { Service } from './service.js';

/** All items of a list, a page after the other. */
export async function* eachItem<T>(
  service: Service,
  item: z.ZodType<T>,
  path: string,
  query: Readonly<Record<string, string>> = {},
): AsyncGenerator<T> {
  const page = z.object({ items: z.array(item), nextCursor: z.string().nullable() });
  let parameters = new URLSearchParams({ ...query, limit: '200' });
  for (;;) {
    const { body } = await service.ask(page, { path: `${path}?${parameters}` });
    yield* body.items;
    if (body.nextCursor === null) return;
    parameters = new URLSearchParams({ ...query, limit: '200', cursor: body.nextCursor });
  }
}

/** The same, at once: for what is known to be short. */
export async function allItems<T>(...of: Parameters<typeof eachItem<T>>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of eachItem(...of)) items.push(item);
  return items;
}
