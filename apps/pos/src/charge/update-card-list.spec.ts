import type { CardEvent, Tombstone } from '@peaje/contracts';
import type { CardList, CardListChanges } from './card-list.js';
import { UpdateCardList } from './update-card-list.handler.js';

const changed = (token: string, version: number) =>
  ({ type: 'peaje.card.changed.v1', data: { token, version } }) as CardEvent;
const ended = (token: string) => ({ type: 'tombstone', key: token }) as Tombstone;

async function written(states: readonly (CardEvent | Tombstone)[]): Promise<CardListChanges[]> {
  const written: CardListChanges[] = [];
  const cards = { write: async (changes) => void written.push(changes) } as Partial<CardList> as CardList;
  await new UpdateCardList(cards).execute(states);
  return written;
}

it('the newest state of each card, in whatever order they come', async () => {
  const changes = await written([
    changed('a', 3),
    changed('b', 1),
    changed('a', 2),
    changed('c', 7),
    ended('c'),
    changed('b', 2),
  ]);
  expect(changes).toEqual([
    {
      changed: [
        { token: 'a', version: 3 },
        { token: 'b', version: 2 },
      ],
      ended: ['c'],
    },
  ]);
});

it('a card that comes back behind its tombstone begins anew, with any version', async () => {
  const states = [changed('c', 7), ended('c'), changed('c', 1), changed('c', 2)];
  expect(await written(states)).toEqual([{ changed: [{ token: 'c', version: 2 }], ended: ['c'] }]);
});
