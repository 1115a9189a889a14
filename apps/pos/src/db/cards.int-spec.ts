import type { CardEvent } from '@peaje/contracts';
import { newId } from '@peaje/kernel';
import { createTestDatabase, type TestDatabase } from '@peaje/testing';
import { UpdateCardList } from '../charge/update-card-list.handler.js';
import { PrismaCardList } from './cards.prisma.js';
import { PosDatabase } from './pos-database.js';

const changed = (token: string, version: number, status: 'active' | 'blocked'): CardEvent => ({
  id: `${token}.v${version}`,
  type: 'peaje.card.changed.v1',
  source: '/test',
  subject: token,
  time: '2026-11-22T10:00:00.000Z',
  data: {
    token,
    accountId: 'acc_rich',
    product: 'debit',
    last4: '4242',
    expires: '2030-12',
    status,
    deniedSince: status === 'blocked' ? '2026-11-22T10:00:00.000Z' : null,
    version,
  },
});

describe('the card list of pos', () => {
  let database: TestDatabase;
  let list: PrismaCardList;
  let update: UpdateCardList;

  beforeAll(async () => {
    database = await createTestDatabase('pos');
    list = new PrismaCardList(new PosDatabase(database.pool), database.pool);
    update = new UpdateCardList(list);
  });

  afterAll(() => database.drop());

  const stateOf = async (token: string) => {
    const card = (await list.find([token])).get(token);
    return card && `v${card.version} ${card.status}`;
  };

  it('the newest version wins, swapped in one batch or in two', async () => {
    const token = newId();
    await update.execute([changed(token, 3, 'blocked'), changed(token, 2, 'active')]);
    expect(await stateOf(token)).toBe('v3 blocked');
    await update.execute([changed(token, 1, 'active')]);
    expect(await stateOf(token)).toBe('v3 blocked');
    await update.execute([changed(token, 4, 'active')]);
    expect(await stateOf(token)).toBe('v4 active');
  });

  it('a tombstone ends a card', async () => {
    const token = newId();
    await update.execute([changed(token, 1, 'active')]);
    await update.execute([{ type: 'tombstone', key: token }]);
    expect(await stateOf(token)).toBeUndefined();
  });

  it('a card that comes back in the batch of its tombstone begins anew, below its stored version', async () => {
    const token = newId();
    await update.execute([changed(token, 5, 'active')]);
    await update.execute([{ type: 'tombstone', key: token }, changed(token, 1, 'blocked')]);
    expect(await stateOf(token)).toBe('v1 blocked');
  });

  const waitingFor = (waitMs: number) =>
    new PrismaCardList(new PosDatabase(database.pool), database.pool, waitMs);

  it('a card that arrives while a request looks for it is found', async () => {
    const token = newId();
    const asked = waitingFor(30_000).findNew([token]);
    await update.execute([changed(token, 1, 'active')]);
    expect((await asked).get(token)).toMatchObject({ token, version: 1 });
  });

  it('a card that does not arrive is unknown when the wait is over', async () => {
    const startedMs = performance.now();
    expect(await waitingFor(50).findNew([newId()])).toEqual(new Map());
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(50);
  });
});
