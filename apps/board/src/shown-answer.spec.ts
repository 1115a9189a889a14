import { forwardedRoutes } from '@peaje/contracts';
import { shownAnswer } from './shown-answer.js';

const shown = (name: string, body: object): unknown =>
  JSON.parse(
    shownAnswer(
      forwardedRoutes.find(({ method, path }) => `${method} ${path}` === name)!,
      JSON.stringify(body),
    ),
  );
const NAMED = '/v1/services/{service}';
const ofCard = { id: 'cards-0-1', topic: 'cards', key: 'card_rich', reason: 'why' };
const ofAccount = { id: 'charges.requested-0-1', topic: 'charges.requested', key: 'acc_rich', reason: 'why' };

it('an account comes without its number, and without what the board does not know', () => {
  const account = { id: 'acc', balance: { value: '1', currency: 'EUR' }, status: 'open' };
  const holder = { name: 'Ada Byron', language: 'es' };
  expect(
    shown('GET /v1/accounts/{id}', { ...account, holder: { ...holder, phone: '+34600000001' } }),
  ).toEqual({ ...account, holder });
});

it('one dead letter whose key is a card comes without it; its other fields stay', () => {
  expect(shown(`GET ${NAMED}/dead-letters/{id}`, ofCard)).toEqual({ ...ofCard, key: null });
  expect(shown(`POST ${NAMED}/discards`, ofCard)).toEqual({ ...ofCard, key: null });
  expect(shown(`GET ${NAMED}/dead-letters/{id}`, ofAccount)).toEqual(ofAccount);
});

it.each([
  ['GET', 'dead-letters', 'items'],
  ['GET', 'parked-keys', 'items'],
  ['POST', 'redrives', 'lines'],
])('%s %s: so does each of its %s', (method, route, list) => {
  expect(shown(`${method} ${NAMED}/${route}`, { [list]: [ofCard, ofAccount], nextCursor: null })).toEqual({
    [list]: [{ ...ofCard, key: null }, ofAccount],
    nextCursor: null,
  });
});

it('what a till gets comes as it is', () => {
  expect(shown('GET /v1/charges/{id}', ofCard)).toEqual(ofCard);
});
