import { accountView, isKeyedByCard, type BoardAccountView, type ForwardedRoute } from '@peaje/contracts';

type Shape = Readonly<Record<string, unknown>>;

/** What the page gets of an answer: no telephone number, and no token of a card as the key of a record. Pure. */
export function shownAnswer({ path, service }: ForwardedRoute, text: string): string {
  if (path === '/v1/accounts/{id}') return withoutPhone(text);
  return service === 'named' ? withoutCardKeys(text) : text;
}

/** What is not named here does not reach the page. */
function withoutPhone(text: string): string {
  const { id, holder, balance, status } = accountView.parse(JSON.parse(text));
  const shown: BoardAccountView = {
    ...{ id, balance, status },
    holder: holder && { name: holder.name, language: holder.language },
  };
  return JSON.stringify(shown);
}

/** Of one dead letter, of a list, of parked keys, of the queues of a redrive. */
function withoutCardKeys(text: string): string {
  const body = JSON.parse(text) as Shape;
  return JSON.stringify({
    ...withoutCardKey(body),
    ...(Array.isArray(body['items']) && { items: (body['items'] as Shape[]).map(withoutCardKey) }),
    ...(Array.isArray(body['lines']) && { lines: (body['lines'] as Shape[]).map(withoutCardKey) }),
  });
}

const withoutCardKey = (one: Shape): Shape =>
  typeof one['topic'] === 'string' && isKeyedByCard(one['topic']) ? { ...one, key: null } : one;
