import type { HolderEvent, Tombstone } from '@peaje/contracts';
import { newestHolders } from './newest-holders.js';

const holder = (version: number, phone = `+3460000000${version}`): HolderEvent => ({
  id: `acc.v${version}`,
  type: 'peaje.holder.changed.v1',
  source: '/peaje/debit',
  subject: 'acc',
  time: '2026-11-22T10:00:00.000Z',
  data: { accountId: 'acc', name: 'Ana', phone, language: 'es', version },
});
const tombstone: Tombstone = { type: 'tombstone', key: 'acc' };

const versions = (events: readonly (HolderEvent | Tombstone)[]) => {
  const { changed, gone } = newestHolders(events);
  return { changed: changed.map(({ version }) => version), gone };
};

describe('newestHolders', () => {
  it('keeps the newest of an account, whatever order they come in', () => {
    expect(versions([holder(1), holder(3), holder(2)])).toEqual({ changed: [3], gone: [] });
  });

  it('deletes an account after its tombstone', () => {
    expect(versions([holder(1), tombstone])).toEqual({ changed: [], gone: ['acc'] });
  });

  it('stores a state after the tombstone, at any version', () => {
    expect(versions([holder(7), tombstone, holder(1)])).toEqual({ changed: [1], gone: ['acc'] });
  });
});
