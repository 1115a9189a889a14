import { demoCards } from '@peaje/contracts';
import { Refusal } from '@peaje/kernel';
import { DemoCards } from './demo-cards.js';
import { type ServiceClient, ServiceSilentError } from './service-client.js';

type Answer = 'known' | 'not-found' | 'silent';

function bank(first: Answer) {
  let answer = first;
  const read = (_: string, path: string): Promise<unknown> => {
    if (answer === 'silent') return Promise.reject(new ServiceSilentError('no instance of debit answers'));
    if (answer === 'not-found') return Promise.reject(new Refusal('not-found', { detail: path }));
    const token = path.replace('/v1/cards/', '');
    return Promise.resolve({ token, product: 'debit', last4: '4242', accountId: 'acc' });
  };
  return {
    cards: new DemoCards({ read: read as ServiceClient['read'] }),
    becomes: (next: Answer) => void (answer = next),
  };
}

it('a silent bank is no bank without cards: the list is not complete until it answers', async () => {
  const { cards, becomes } = bank('silent');
  expect(await cards.known()).toEqual({ cards: [], isComplete: false });
  becomes('known');
  const found = await cards.known();
  expect(found.cards.map(({ token }) => token)).toEqual(demoCards);
  expect(found.isComplete).toBe(true);
  becomes('silent');
  expect(await cards.known()).toEqual(found);
});

it('a bank that does not know the demo cards has none, and that is all', async () => {
  expect(await bank('not-found').cards.known()).toEqual({ cards: [], isComplete: true });
});
