import type { ChargeView } from '@peaje/contracts';
import { eventually, pidOf } from '@peaje/testing/outside';
import { balanceOf, postingsFor } from './support/services/bank.js';
import { chargeAtTill, chargeIn, passGate, readCharge, settled } from './support/charges/callers.js';
import { seededCard } from './support/charges/cards.js';
import { startService, stopService } from './support/faults/faults.js';
import { noticesOf } from './support/services/downstream.js';
import { debtsOf, type NewHolder, openAccountKnownToPos } from './support/services/holders.js';
import { ask } from './support/http/http-client.js';
import { skipTo, writeAgain } from './support/kafka/log-writer.js';
import {
  type EndOffsets,
  endOffsets,
  quietEndOffsets,
  recordsSince,
  type SeenRecord,
} from './support/kafka/log-reader.js';

const AMOUNT_MINOR = 600n;
const UNPAYABLE_MINOR = 99_000_000n;
const DECIDED_WITHIN_MS = 60_000;
const SHORT: Readonly<Record<string, string>> = {
  'peaje.charge.requested.v1': 'R',
  'peaje.charge.cancellation-requested.v1': 'C',
  'peaje.charge.approved.v1': 'approved',
  'peaje.charge.declined.v1': 'declined',
  'peaje.charge.cancelled.v1': 'cancelled',
  'peaje.charge.reversed.v1': 'reversed',
};

interface Order {
  /** In which order debit reads requests and cancellations; behind the dash: after all others were decided. */
  readonly order: string;
  readonly outcomes: string;
  readonly status: ChargeView['status'];
  readonly ledger: ChargeView['ledger'];
  readonly postings: readonly string[];
  readonly amountMinor?: bigint;
}

const debited = { status: 'approved', ledger: 'debited', postings: ['charge'] } as const;
const givenBack = { status: 'cancelled', ledger: 'reversed', postings: ['charge', 'reversal'] } as const;
const neverTaken = { status: 'cancelled', ledger: 'untouched', postings: [] } as const;
const declined = {
  status: 'declined',
  ledger: 'untouched',
  postings: [],
  amountMinor: UNPAYABLE_MINOR,
} as const;

const orders: readonly Order[] = [
  { order: 'R', outcomes: 'approved', ...debited },
  { order: 'RR-R', outcomes: 'approved approved approved', ...debited },
  { order: 'RC', outcomes: 'approved reversed', ...givenBack },
  { order: 'RRC', outcomes: 'approved approved reversed', ...givenBack },
  { order: 'RC-C', outcomes: 'approved reversed reversed', ...givenBack },
  { order: 'RC-R', outcomes: 'approved reversed approved', ...givenBack },
  { order: 'R-CRC', outcomes: 'approved reversed approved reversed', ...givenBack },
  { order: 'C', outcomes: 'cancelled', ...neverTaken },
  { order: 'CR', outcomes: 'cancelled cancelled', ...neverTaken },
  { order: 'CC-R', outcomes: 'cancelled cancelled cancelled', ...neverTaken },
  { order: 'CRC-R', outcomes: 'cancelled cancelled cancelled cancelled', ...neverTaken },
  { order: 'R-R', outcomes: 'declined declined', ...declined },
  { order: 'RC-R', outcomes: 'declined declined declined', ...declined, status: 'cancelled' },
  { order: 'CR', outcomes: 'cancelled cancelled', ...neverTaken, amountMinor: UNPAYABLE_MINOR },
];

interface Played extends Order {
  readonly card: NewHolder;
  readonly id: string;
  readonly balanceBefore: bigint;
}

/** Who cannot pay is in debt afterwards: somebody new each time. */
const holderOf = ({ amountMinor }: Order, n: number): Promise<NewHolder> =>
  amountMinor ? openAccountKnownToPos(1n) : Promise.resolve(seededCard(190 + n));

const onTopic = (records: readonly SeenRecord[], topic: string, id: string): SeenRecord[] =>
  records.filter((record) => record.topic === topic && record.subject === id);

const inOrder = (letters: string, originals: ReadonlyMap<string, SeenRecord>): SeenRecord[] =>
  [...letters].map((letter) => {
    const record = originals.get(letter);
    if (!record) throw new Error(`pos published no ${letter}`);
    return record;
  });

/** All records of `topic` about these charges, once there are as many as awaited. */
const readAwaited = (before: EndOffsets, topic: string, ids: readonly string[], count: number) =>
  eventually(
    `${count} records on ${topic}`,
    async () => {
      const records = (await recordsSince(before)).filter(
        (record) => record.topic === topic && ids.includes(record.subject ?? ''),
      );
      expect(records.length).toBeGreaterThanOrEqual(count);
      return records;
    },
    DECIDED_WITHIN_MS,
  );

const deadLetters = (ends: EndOffsets) => [...ends].filter(([topic]) => topic.endsWith('.dlq'));

describe('requests and cancellations reach the bank in every order', () => {
  let before: EndOffsets;
  let played: Played[];
  let requested: SeenRecord[];
  let decided: SeenRecord[];

  /** What pos published, read while debit is stopped: of each charge its request, and its cancellation. */
  async function publish(): Promise<void> {
    const holders = await Promise.all(orders.map(holderOf));
    const balances = await Promise.all(holders.map(({ accountId }) => balanceOf(accountId)));
    before = await quietEndOffsets();
    await stopService('debit');
    expect(pidOf('debit')).toBeNull();
    played = await Promise.all(
      orders.map(async (order, n) => {
        const card = holders[n]!;
        // Passages have no deadline, so how long this test takes decides nothing.
        const { token } = card;
        const passage = await passGate({ token, amountMinor: order.amountMinor ?? AMOUNT_MINOR });
        return { ...order, card, id: chargeIn(passage).id, balanceBefore: balances[n] ?? 0n };
      }),
    );
    const toCancel = played.filter(({ order }) => order.includes('C'));
    for (const answer of await Promise.all(toCancel.map(({ id }) => takeBack(id, 'toll')))) {
      expect(answer.status).toBe(200);
      expect(chargeIn(answer)).toMatchObject({ status: 'cancelled', ledger: 'open' });
    }
    const ids = played.map(({ id }) => id);
    requested = await readAwaited(before, 'charges.requested', ids, played.length + toCancel.length);
  }

  async function play(half: 0 | 1): Promise<void> {
    for (const { order, id } of played) {
      const originals = new Map(
        onTopic(requested, 'charges.requested', id).map((record) => [SHORT[record.type ?? ''] ?? '', record]),
      );
      await writeAgain(inOrder(order.split('-')[half] ?? '', originals));
    }
  }

  beforeAll(async () => {
    await publish();
    await skipTo('debit', 'charges.requested', await quietEndOffsets());
    await play(0);
    await startService('debit');
    const ids = played.map(({ id }) => id);
    const letters = (half: 0 | 1) =>
      orders.reduce((sum, { order }) => sum + (order.split('-')[half]?.length ?? 0), 0);
    await readAwaited(before, 'charges.decided', ids, letters(0));
    await play(1);
    decided = await readAwaited(before, 'charges.decided', ids, letters(0) + letters(1));
    for (const { id } of played) await settled(id, 'toll', DECIDED_WITHIN_MS);
  }, 200_000);

  afterAll(() => startService('debit'));

  it.each(
    orders.map(({ order, outcomes, amountMinor }, n) => [
      order,
      amountMinor ? ' (too much)' : '',
      outcomes,
      n,
    ]),
  )('%s%s: %s', async (_, __, outcomes, n) => {
    const one = played[n as number]!;
    const records = onTopic(decided, 'charges.decided', one.id);

    expect(records.map(({ type }) => SHORT[type ?? '']).join(' ')).toBe(outcomes);
    for (const type of new Set(records.map((record) => record.type))) {
      const same = records.filter((record) => record.type === type);
      expect(same.map(({ value }) => value)).toEqual(same.map(() => same[0]?.value));
    }
    const postings = await postingsFor(one.card.accountId, one.id);
    expect(postings.map(({ kind }) => kind).sort()).toEqual(one.postings);
    const taken = one.ledger === 'debited' ? AMOUNT_MINOR : 0n;
    expect(await balanceOf(one.card.accountId)).toBe(one.balanceBefore - taken);
    expect(await readCharge(one.id, 'toll')).toMatchObject({ status: one.status, ledger: one.ledger });
  });

  it('a declined passage is a debt, once; one that was taken back is not owed', async () => {
    for (const { id, card, order, outcomes } of played.filter((one) => one.amountMinor)) {
      const own = (await debtsOf(card.accountId)).filter(({ chargeId }) => chargeId === id);
      const owed = outcomes.startsWith('declined') && !order.includes('C');
      expect([order, own.map(({ status }) => status)]).toEqual([order, owed ? ['open'] : []]);
    }
  });

  it('nothing of this is a dead letter', async () => {
    expect(deadLetters(await quietEndOffsets())).toEqual(deadLetters(before));
  });

  it('outcomes that come late, again or the wrong way round change no charge and text nobody twice', async () => {
    const rows = await Promise.all(played.map(({ id }) => readCharge(id, 'toll')));

    await writeAgain([...decided].reverse());
    await writeAgain(decided);
    // Each partition is read in order: once the next charge of an account is answered, pos has read all these.
    for (const { card } of played)
      expect(chargeIn(await chargeAtTill({ token: card.token, amountMinor: 1 })).status).toBe('approved');

    expect(await Promise.all(played.map(({ id }) => readCharge(id, 'toll')))).toEqual(rows);
    expect(deadLetters(await quietEndOffsets())).toEqual(deadLetters(before));
    for (const { id, outcomes } of played) {
      const told = [...new Set(outcomes.split(' '))].filter((outcome) => outcome !== 'cancelled').sort();
      await eventually('the holder is told of each outcome once', async () =>
        expect((await noticesOf(id)).map(({ template }) => template).sort()).toEqual(told),
      );
    }
  });
});

describe('a shop’s request and cancellation, again and again', () => {
  it('debits once, gives back once, and the till is told the same', async () => {
    const card = seededCard(189);
    const balanceBefore = await balanceOf(card.accountId);
    const before = await endOffsets();
    const { id } = chargeIn(await chargeAtTill({ token: card.token, amountMinor: AMOUNT_MINOR }));
    const [request] = await readAwaited(before, 'charges.requested', [id], 1);
    await writeAgain([request!, request!]);
    await readAwaited(before, 'charges.decided', [id], 3);
    expect(await balanceOf(card.accountId)).toBe(balanceBefore - AMOUNT_MINOR);

    expect(chargeIn(await takeBack(id, 'shop')).status).toBe('cancelled');
    const [, , , cancellation] = await readAwaited(before, 'charges.requested', [id], 4);
    await writeAgain([cancellation!, request!, cancellation!]);
    const outcomes = await readAwaited(before, 'charges.decided', [id], 7);

    expect(outcomes.map(({ type }) => SHORT[type ?? ''])).toEqual([
      ...['approved', 'approved', 'approved'],
      ...['reversed', 'reversed', 'approved', 'reversed'],
    ]);
    expect(await settled(id, 'shop')).toMatchObject({ status: 'cancelled', ledger: 'reversed' });
    expect((await postingsFor(card.accountId, id)).map(({ kind }) => kind).sort()).toEqual([
      'charge',
      'reversal',
    ]);
    expect(await balanceOf(card.accountId)).toBe(balanceBefore);
  });
});

const takeBack = (id: string, as: 'shop' | 'toll') =>
  ask('pos', 'POST', `/v1/charges/${id}/cancellation`, { as, headers: { prefer: 'wait=1' } });
