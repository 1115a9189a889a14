import type { StoredCard } from './cards.js';
import { afterDebts, withStatus } from './deny-list.js';

const MAY = '2026-05-01T00:00:00.000Z';
const JUNE = '2026-06-01T00:00:00.000Z';
const NOW = '2026-11-22T10:00:00.000Z';

const card = (change: Partial<StoredCard> = {}): StoredCard => ({
  token: 'card_rich',
  accountId: 'acc_rich',
  product: 'debit',
  last4: '4242',
  expires: '2030-12',
  status: 'active',
  deniedSince: null,
  version: 1,
  ...change,
});

describe('the deny list after the debts of a card have changed', () => {
  it.each<
    [string, Partial<StoredCard>, owesSince: string | null, deniedSince: string | null, version: number]
  >([
    ['a card that owes nothing stays off it', {}, null, null, 1],
    ['a card that owes goes on it, since its oldest debt', {}, MAY, MAY, 2],
    ['a card that owes more stays on it since its first debt', { deniedSince: MAY }, JUNE, MAY, 1],
    ['a card that owes nothing more leaves it', { deniedSince: MAY }, null, null, 2],
    ['a blocked card stays on it, owing', { status: 'blocked', deniedSince: MAY }, JUNE, MAY, 1],
    ['a blocked card stays on it, owing nothing', { status: 'blocked', deniedSince: MAY }, null, MAY, 1],
  ])('%s', (_name, before, owesSince, deniedSince, version) => {
    const after = afterDebts({ card: card(before), owesSince });
    expect(after).toEqual(card({ ...before, deniedSince, version }));
  });
});

describe('the deny list after the bank has changed the status of a card', () => {
  it.each<
    [string, Partial<StoredCard>, owesSince: string | null, status: 'active' | 'blocked', Partial<StoredCard>]
  >([
    ['blocked: on it from now on', {}, null, 'blocked', { deniedSince: NOW, version: 2 }],
    [
      'blocked while it owes: on it since it owes',
      { deniedSince: MAY },
      MAY,
      'blocked',
      { deniedSince: MAY, version: 2 },
    ],
    [
      'active again: off it',
      { status: 'blocked', deniedSince: MAY },
      null,
      'active',
      { deniedSince: null, version: 2 },
    ],
    [
      'active again while it owes: on it since it was blocked',
      { status: 'blocked', deniedSince: MAY },
      JUNE,
      'active',
      { deniedSince: MAY, version: 2 },
    ],
    ['blocked twice: nothing changes', { status: 'blocked', deniedSince: MAY }, null, 'blocked', {}],
    ['active twice: nothing changes', {}, null, 'active', {}],
  ])('%s', (_name, before, owesSince, status, change) => {
    const after = withStatus({ card: card(before), owesSince }, status, NOW);
    expect(after).toEqual(card({ ...before, status, ...change }));
  });
});
