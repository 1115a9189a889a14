import type { CardChanged, TollPassageBody } from '@peaje/contracts';
import { Deadline, newId, Refusal } from '@peaje/kernel';
import type { Relay } from '@peaje/messaging';
import { createTestDatabase, type TestDatabase } from '@peaje/testing';
import { AcceptCharges } from '../charge/accept-charges.js';
import { CancelCharge } from '../charge/cancel-charge.handler.js';
import { CancelOverdueCharges } from '../charge/cancel-overdue-charges.handler.js';
import type { CardList } from '../charge/card-list.js';
import { passageTimes } from '../charge/charge.builders.js';
import { ChargeCard } from '../charge/charge-card.handler.js';
import type { ChargeWaiters } from '../charge/charge-waiters.js';
import { PassToll, type TollPassage } from '../charge/pass-toll.handler.js';
import { PrismaCharges } from './charges.prisma.js';
import { OutboxCapacity } from './outbox-capacity.js';
import { PosDatabase } from './pos-database.js';
import { SettledListener } from './settled-listener.js';

const LIMITS = { PEAJE_OUTBOX_SHOP_LIMIT: 10, PEAJE_OUTBOX_TOLL_LIMIT: 100 };
const FULL = { code: 'not-stored', retryAfterSeconds: 5 };

function isKeepingUp(this: { keepsUp: string[] }, topic: string): boolean {
  return this.keepsUp.includes(topic);
}

describe('while Kafka is away the outbox grows to a bound', () => {
  const relay = { waiting: 0, offer: () => undefined, keepsUp: [] as string[], isKeepingUp };
  const card = {
    token: 'card_rich',
    accountId: 'acc_rich',
    product: 'debit',
    last4: '4242',
    deniedSince: null,
  };
  const cards = { find: async () => new Map([['card_rich', card as unknown as CardChanged]]) };
  const nobodyDecides = { until: async () => undefined } as unknown as ChargeWaiters;
  let database: TestDatabase;
  let charges: PrismaCharges;
  let acceptCharges: AcceptCharges;

  beforeAll(async () => {
    database = await createTestDatabase('pos');
    charges = new PrismaCharges(
      new PosDatabase(database.pool),
      database.pool,
      relay as unknown as Relay,
      new SettledListener(database.pool),
    );
    acceptCharges = new AcceptCharges(
      charges,
      cards as unknown as CardList,
      new OutboxCapacity(relay, LIMITS),
      passageTimes('2026-11-22T10:00:00.000Z'),
    );
  });
  afterAll(() => database.drop());
  beforeEach(() => {
    relay.waiting = 0;
    relay.keepsUp = [];
  });

  const shop = (idempotencyKey: string) =>
    new ChargeCard(acceptCharges, new CancelOverdueCharges(charges), nobodyDecides).execute({
      merchantId: 'm_shop',
      idempotencyKey,
      body: { tillId: 'till-7', card: { token: 'card_rich' }, amount: { value: '5', currency: 'EUR' } },
      deadline: Deadline.after(10_000),
      respondAsync: true,
    });
  const passages = (keys: readonly string[], change: Partial<TollPassageBody> = {}): TollPassage[] =>
    keys.map((idempotencyKey) => ({
      operatorId: 'm_road',
      idempotencyKey,
      deadline: Deadline.after(10_000),
      body: {
        gateId: 'g',
        laneId: 'l',
        card: { token: 'card_rich' },
        amount: { value: '5', currency: 'EUR' },
        passedAt: '2026-11-22T10:00:00Z',
        ...change,
      },
    }));
  const gates = (keys: readonly string[], change: Partial<TollPassageBody> = {}) =>
    new PassToll(acceptCharges).many(passages(keys, change));
  const stored = async () => (await database.pool.query('SELECT FROM charge')).rowCount;

  it('shops are answered that nothing was stored, and their key stays free; gates go on', async () => {
    const key = newId();
    relay.waiting = 10;
    await expect(shop(key)).rejects.toMatchObject(FULL);
    expect(await stored()).toBe(0);
    expect(await gates([newId()])).toMatchObject([{ replayed: false }]);
    relay.waiting = 9;
    expect(await shop(key)).toMatchObject({ replayed: false });
  });

  it('passages that wait turn no shop away while Kafka takes purchases', async () => {
    relay.waiting = 99;
    relay.keepsUp = ['charges.requested'];
    expect(await shop(newId())).toMatchObject({ replayed: false });

    relay.waiting = 100;
    expect(await shop(newId())).toMatchObject({ replayed: false });
    expect(await gates([newId()])).toMatchObject([FULL]);

    relay.keepsUp = ['passages.requested'];
    await expect(shop(newId())).rejects.toMatchObject(FULL);
  });

  it('gates are turned away last: new passages only, line by line', async () => {
    const [known, fresh] = [newId(), newId()];
    await gates([known]);
    const before = await stored();
    relay.waiting = 100;
    const answers = await gates([known, fresh, fresh]);
    expect(answers).toMatchObject([{ replayed: true }, FULL, FULL]);
    expect(answers[1]).toBeInstanceOf(Refusal);
    expect(await gates([known], { laneId: 'other' })).toMatchObject([{ code: 'idempotency-key-reused' }]);
    expect(await stored()).toBe(before);
  });

  it('a passage that is too old by now: its key gets the first answer, and a new key is refused', async () => {
    relay.waiting = 0;
    const known = newId();
    await gates([known]);
    const before = await stored();
    const muchLater = new PassToll(
      new AcceptCharges(
        charges,
        cards as unknown as CardList,
        new OutboxCapacity(relay, LIMITS),
        passageTimes('2027-12-28T10:00:00.000Z'),
      ),
    );
    expect(await muchLater.many(passages([known, newId()]))).toMatchObject([
      { replayed: true },
      { code: 'invalid-request', field: 'passedAt' },
    ]);
    expect(await stored()).toBe(before);
  });

  it('a cancellation is never turned away: it keeps a promise', async () => {
    relay.waiting = 0;
    const { charge } = await shop(newId());
    relay.waiting = 1_000;
    const cancelled = await new CancelCharge(charges, nobodyDecides).byId(charge.id, {
      merchantId: 'm_shop',
      deadline: Deadline.after(1),
    });
    expect(cancelled).toMatchObject({ status: 'cancelled' });
  });
});
