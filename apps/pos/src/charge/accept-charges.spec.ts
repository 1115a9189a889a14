import type { CardChanged } from '@peaje/contracts';
import { Deadline, isNothingStored, Refusal } from '@peaje/kernel';
import { AcceptCharges } from './accept-charges.js';
import type { CardList } from './card-list.js';
import { lockedCharge, passageTimes } from './charge.builders.js';
import { keyName, type ChargeIntent, type ChargeKey, type NewCharge } from './charge.js';
import type { Charges, StoredCharge } from './charges.js';

const card = (change: Partial<CardChanged>): CardChanged => ({
  token: 'good',
  accountId: 'acc_rich',
  product: 'debit',
  last4: '4242',
  expires: '2030-12',
  status: 'active',
  deniedSince: null,
  version: 1,
  ...change,
});
const PASSED_AT = '2026-11-22T10:00:00.000Z';
const NOW = '2026-11-22T11:00:00.000Z';
const inSeconds = (seconds: number): string => new Date(Date.parse(NOW) + seconds * 1_000).toISOString();
const DAY = 86_400;
const CARDS = new Map(
  [
    card({}),
    card({ token: 'prepaid', product: 'prepaid' }),
    card({ token: 'denied', deniedSince: PASSED_AT }),
    card({ token: 'denied-later', deniedSince: '2026-11-22T10:00:00.001Z' }),
  ].map((one) => [one.token, one]),
);

/** A card that the list gets a moment later. */
const ISSUED = new Map([['issued', card({ token: 'issued' })]]);

const toll = (idempotencyKey: string, change: Partial<ChargeIntent> = {}): ChargeIntent => ({
  kind: 'toll',
  merchantId: 'm_road',
  idempotencyKey,
  fingerprint: 'f',
  cardToken: 'good',
  amountMinor: 390n,
  currency: 'EUR',
  tillId: null,
  gateId: 'gate-3',
  laneId: 'lane-1',
  reference: null,
  passedAt: PASSED_AT,
  deadline: Deadline.after(10_000),
  ...change,
});
const shop = (idempotencyKey: string, change: Partial<ChargeIntent> = {}) =>
  toll(idempotencyKey, { kind: 'shop', passedAt: null, ...change });

/** The acceptance, over charges in memory. */
function acceptance({ hasCapacity = true, takenMeanwhile = [] as string[] } = {}) {
  const stored = new Map<string, StoredCharge>();
  const commits: NewCharge[][] = [];
  const store = (key: string, fingerprint: string, id?: string) => {
    stored.set(key, { charge: lockedCharge({ ...(id ? { id } : {}) }), fingerprint });
    return stored.get(key)!;
  };
  const charges = {
    findByKeys: async (keys: readonly ChargeKey[]) => ({
      charges: new Map(
        keys.flatMap((key) => {
          const charge = stored.get(key.idempotencyKey);
          return charge ? [[keyName(key), charge] as const] : [];
        }),
      ),
      clock: { now: () => new Date(NOW) },
    }),
    insert: async (requests: readonly NewCharge[]) => {
      commits.push([...requests]);
      return new Map(
        requests.map((request) => {
          const { id, idempotencyKey: key, fingerprint } = request;
          const created = !takenMeanwhile.includes(key);
          return [keyName(request), { ...store(key, created ? fingerprint : 'of another', id), created }];
        }),
      );
    },
  } as unknown as Charges;
  const cards = { find: async () => CARDS, findNew: async () => ISSUED } as unknown as CardList;
  return {
    accept: new AcceptCharges(charges, cards, { hasCapacity: () => hasCapacity }, passageTimes(NOW)),
    commits,
    charges,
    store,
  };
}
type Answer = Awaited<ReturnType<AcceptCharges['many']>>[number];
const shown = (answer: Answer) =>
  answer instanceof Refusal ? answer.code : answer.replayed ? 'replayed' : 'new';

describe('the way in of a charge', () => {
  it('the key comes before the edge and the capacity: a repetition gets its first answer', async () => {
    const { accept, store, commits } = acceptance({ hasCapacity: false });
    store('a', 'f');
    const answers = await accept.many([
      toll('a', { cardToken: 'denied' }),
      toll('a', { fingerprint: 'other' }),
    ]);
    expect(answers.map(shown)).toEqual(['replayed', 'idempotency-key-reused']);
    expect(commits).toEqual([]);
  });

  it('a row from before fingerprints had one spelling for an instant is repeated as well', async () => {
    const { accept, store } = acceptance();
    store('a', 'as it was spelled');
    const repetition = { fingerprint: 'f', formerFingerprint: 'as it was spelled' };
    const answers = await accept.many([toll('a', repetition), toll('a', { formerFingerprint: 'otherwise' })]);
    expect(answers.map(shown)).toEqual(['replayed', 'idempotency-key-reused']);
  });

  it('the edge comes before the capacity: a request that breaks a rule is not invited to try again', async () => {
    const { accept, commits } = acceptance({ hasCapacity: false });
    const answers = await accept.many([toll('a', { cardToken: 'unknown' }), toll('b')]);
    expect(answers.map(shown)).toEqual(['unknown-card', 'not-stored']);
    expect(commits).toEqual([]);
  });

  it.each([
    ['unknown', 'unknown-card', 'unknown-card'],
    ['prepaid', 'prepaid-not-accepted', 'new'],
    ['denied', 'card-denied', 'new'],
    ['denied-later', 'new', 'new'],
    ['good', 'new', 'new'],
    ['issued', 'new', 'new'],
  ])('card %s: %s at a gate, %s in a shop', async (cardToken, atGate, inShop) => {
    expect((await acceptance().accept.many([toll('a', { cardToken })])).map(shown)).toEqual([atGate]);
    expect((await acceptance().accept.many([shop('a', { cardToken })])).map(shown)).toEqual([inShop]);
  });

  it.each([
    ['1 024 weeks ahead, as after the roll-over of GPS', 1_024 * 7 * DAY, 'invalid-request'],
    ['5 minutes and a second ahead', 301, 'invalid-request'],
    ['5 minutes ahead', 300, 'new'],
    ['400 days ago', -400 * DAY, 'new'],
    ['400 days and a second ago', -400 * DAY - 1, 'invalid-request'],
    ['of 2000, as after an empty battery', (Date.UTC(2000, 0) - Date.parse(NOW)) / 1_000, 'invalid-request'],
  ])('a passage %s: %s s: %s', async (_, seconds, expected) => {
    const { accept, commits } = acceptance();
    const [answer] = await accept.many([toll('a', { passedAt: inSeconds(seconds) })]);
    expect(shown(answer!)).toBe(expected);
    expect(commits.flat()).toHaveLength(expected === 'new' ? 1 : 0);
    if (answer instanceof Refusal) {
      expect(answer).toMatchObject({ field: 'passedAt' });
      expect(answer.message).toMatch(
        /^passedAt: may be at most (300 seconds ahead|400 days old): .*clock of the gate/,
      );
    }
  });

  it('the time of a passage comes before its card, and after its key', async () => {
    const { accept, store } = acceptance();
    store('known', 'f');
    const passedAt = inSeconds(-401 * DAY);
    const answers = await accept.many([
      toll('a', { passedAt, cardToken: 'unknown' }),
      toll('b', { passedAt, cardToken: 'prepaid' }),
      toll('known', { passedAt }),
    ]);
    expect(answers.map(shown)).toEqual(['invalid-request', 'invalid-request', 'replayed']);
  });

  it.each([
    ['denied-later', -30 * DAY, 'new'],
    ['denied-later', -30 * DAY - 1, 'card-denied'],
    ['denied', -399 * DAY, 'card-denied'],
    ['good', -399 * DAY, 'new'],
  ])(
    'card %s, a passage %s s ago: by the deny list of today after 30 days: %s',
    async (cardToken, seconds, expected) => {
      const intent = toll('a', { cardToken, passedAt: inSeconds(seconds) });
      expect((await acceptance().accept.many([intent])).map(shown)).toEqual([expected]);
    },
  );

  it('a key that stands twice in a file: its first admitted line is stored, in one commit with the others', async () => {
    const { accept, commits } = acceptance();
    const answers = await accept.many([
      toll('a', { cardToken: 'prepaid' }),
      toll('a'),
      toll('b'),
      toll('a'),
      toll('b', { fingerprint: 'other' }),
    ]);
    expect(answers.map(shown)).toEqual([
      'prepaid-not-accepted',
      'new',
      'new',
      'replayed',
      'idempotency-key-reused',
    ]);
    expect(commits.map((commit) => commit.map(({ idempotencyKey }) => idempotencyKey))).toEqual([['a', 'b']]);
  });

  it('the database judges a race: the request that lost repeats or contradicts the stored one', async () => {
    const { accept } = acceptance({ takenMeanwhile: ['a', 'b'] });
    const answers = await accept.many([toll('a', { fingerprint: 'of another' }), toll('b')]);
    expect(answers.map(shown)).toEqual(['replayed', 'idempotency-key-reused']);
  });

  it('debit is reminded of a toll; a shop has its deadline instead', async () => {
    const { accept, commits } = acceptance();
    await accept.one(toll('a'));
    await accept.one(shop('b'));
    expect(commits.flat().map(({ confirmBy }) => confirmBy)).toEqual([inSeconds(60), null]);
  });

  it('the deadline of a till is what is left of its wait, by the clock of the database', async () => {
    const { accept, commits } = acceptance();
    await accept.one(shop('a', { deadline: Deadline.after(10_000, performance.now() - 4_000) }));
    const leftMs = Date.parse(commits[0]![0]!.decideBy!) - Date.parse(NOW);
    expect(leftMs).toBeLessThanOrEqual(6_000);
    expect(leftMs).toBeGreaterThan(5_000);
  });

  it('a caller whose wait is over stores nothing; a repetition still gets its answer', async () => {
    const { accept, commits, store } = acceptance();
    store('known', 'f');
    const deadline = Deadline.after(0);
    const answers = await accept.many([shop('known', { deadline }), shop('new', { deadline })]);
    expect(answers.map(shown)).toEqual(['replayed', 'not-stored']);
    expect(commits).toEqual([]);
  });

  it('checks that do not end in time: nothing is stored, and the caller learns that', async () => {
    const { accept, charges, commits } = acceptance();
    charges.findByKeys = () => new Promise(() => undefined);
    const refused = accept.one(shop('a', { deadline: Deadline.after(20) }));
    await expect(refused).rejects.toMatchObject({ code: 'not-stored' });
    expect(commits).toEqual([]);
  });

  it('one alone throws its refusal', async () => {
    await expect(acceptance().accept.one(toll('a', { cardToken: 'prepaid' }))).rejects.toThrow(Refusal);
  });

  it('a check that fails says that nothing was stored; a failed insert does not', async () => {
    const { accept, charges } = acceptance();
    const failure = new Error('gone');
    charges.insert = () => Promise.reject(failure);
    expect(isNothingStored(await accept.one(toll('a')).catch((error: unknown) => error))).toBe(false);
    charges.findByKeys = () => Promise.reject(failure);
    expect(isNothingStored(await accept.one(toll('a')).catch((error: unknown) => error))).toBe(true);
  });
});
