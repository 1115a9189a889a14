import type { CardEvent, Tombstone } from '@peaje/contracts';
import type { CardList, CardListChanges } from './card-list.js';
import { UpdateCardList } from './update-card-list.handler.js';

const changed = (token: string, version: number) =>
  ({ type: 'peaje.card.changed.v1', data: { token, version } }) as CardEvent;
const ended = (token: string) => ({ type: 'tombstone', key: token }) as Tombstone;

it('the newest state of each card, in whatever order they come', async () => {
  const written: CardListChanges[] = [];
  const cards = { write: async (changes) => void written.push(changes) } as Partial<CardList> as CardList;
  await new UpdateCardList(cards).execute([
    changed('a', 3),
    changed('b', 1),
    changed('a', 2),
    ended('c'),
    changed('c', 7),
    changed('b', 2),
  ]);
  expect(written).toEqual([
    {
      changed: [
        { token: 'a', version: 3 },
        { token: 'b', version: 2 },
      ],
      ended: ['c'],
    },
  ]);
});
