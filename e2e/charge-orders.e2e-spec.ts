import type { ChargeView } from '@peaje/contracts';
import { eventually, pidOf } from '@peaje/testing/outside';
import { chargeAtTill, chargeIn, passGate, readCharge, settled } from './support/charges/callers.js';
import { seededCard } from './support/charges/cards.js';
import { startService, stopService } from './support/faults/faults.js';
import { ask } from './support/http/http-client.js';
import { caughtUp } from './support/kafka/groups.js';
import {
  type EndOffsets,
  endOffsets,
  quietEndOffsets,
  recordsSince,
  type SeenRecord,
} from './support/kafka/log-reader.js';
import { skipTo, writeAgain } from './support/kafka/log-writer.js';
import { balanceOf, postingsFor } from './support/services/bank.js';
import { noticesOf } from './support/services/downstream.js';
import { debtsOf, type NewHolder, openAccountKnownToPos } from './support/services/holders.js';

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
  /** The order in which debit reads requests (R) and cancellations (C); it reads those behind the dash last of all. */
  readonly order: string;
  readonly outcomes: string;
  readonly status: ChargeView['status'];
  readonly ledger: ChargeView['ledger'];
  readonly postings: readonly string[];
  readonly amountMinor?: bigint;
}

const debited = { status: 'approved', ledger: 'debited', postings: ['charge'] } as const;
const reversed = { status: 'cancelled', ledger: 'reversed', postings: ['charge', 'reversal'] } as const;
const untouched = { status: 'cancelled', ledger: 'untouched', postings: [] } as const;
const declined = {
  status: 'declined',
  ledger: 'untouched',
  postings: [],
  amountMinor: UNPAYABLE_MINOR,
} as const;

const orders: readonly Order[] = [
  { order: 'R', outcomes: 'approved', ...debited },
  { order: 'RR-R', outcomes: 'approved approved approved', ...debited },
  { order: 'RC', outcomes: 'approved reversed', ...reversed },
  { order: 'RRC', outcomes: 'approved approved reversed', ...reversed },
  { order: 'RC-C', outcomes: 'approved reversed reversed', ...reversed },
  { order: 'RC-R', outcomes: 'approved reversed approved', ...reversed },
  { order: 'R-CRC', outcomes: 'approved reversed approved reversed', ...reversed },
  { order: 'C', outcomes: 'cancelled', ...untouched },
  { order: 'CR', outcomes: 'cancelled cancelled', ...untouched },
  { order: 'CC-R', outcomes: 'cancelled cancelled cancelled', ...untouched },
  { order: 'CRC-R', outcomes: 'cancelled cancelled cancelled cancelled', ...untouched },
  { order: 'R-R', outcomes: 'declined declined', ...declined },
  { order: 'RC-R', outcomes: 'declined declined declined', ...declined, status: 'cancelled' },
  { order: 'CR', outcomes: 'cancelled cancelled', ...untouched, amountMinor: UNPAYABLE_MINOR },
];

interface Replayed extends Order {
  readonly card: NewHolder;
  readonly id: string;
  readonly balanceBefore: bigint;
}

/** A holder who cannot pay is in debt afterwards, so each of these orders gets a new holder. */
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
  let replayed: Replayed[];
  let requested: SeenRecord[];
  let decided: SeenRecord[];

  /** Reads the requests and cancellations that pos publishes while debit is stopped. */
  async function publish(): Promise<void> {
    const holders = await Promise.all(orders.map(holderOf));
    const balances = await Promise.all(holders.map(({ accountId }) => balanceOf(accountId)));
    before = await quietEndOffsets();
    await stopService('debit');
    expect(pidOf('debit')).toBeNull();
    replayed = await Promise.all(
      orders.map(async (order, n) => {
        const card = holders[n]!;
        // Passages have no deadline, so how long this test takes decides nothing.
        const { token } = card;
        const passage = await passGate({ token, amountMinor: order.amountMinor ?? AMOUNT_MINOR });
        return { ...order, card, id: chargeIn(passage).id, balanceBefore: balances[n] ?? 0n };
      }),
    );
    const toCancel = replayed.filter(({ order }) => order.includes('C'));
    for (const answer of await Promise.all(toCancel.map(({ id }) => takeBack(id, 'toll')))) {
      expect(answer.status).toBe(200);
      expect(chargeIn(answer)).toMatchObject({ status: 'cancelled', ledger: 'open' });
    }
    const ids = replayed.map(({ id }) => id);
    requested = await readAwaited(before, 'passages.requested', ids, replayed.length + toCancel.length);
  }

  async function replay(half: 0 | 1): Promise<void> {
    for (const { order, id } of replayed) {
      const originals = new Map(
        onTopic(requested, 'passages.requested', id).map((record) => [
          SHORT[record.type ?? ''] ?? '',
          record,
        ]),
      );
      await writeAgain(inOrder(order.split('-')[half] ?? '', originals));
    }
  }

  beforeAll(async () => {
    await publish();
    await skipTo('debit-passages', 'passages.requested', await quietEndOffsets());
    await replay(0);
    await startService('debit');
    const ids = replayed.map(({ id }) => id);
    const letters = (half: 0 | 1) =>
      orders.reduce((sum, { order }) => sum + (order.split('-')[half]?.length ?? 0), 0);
    await readAwaited(before, 'passages.decided', ids, letters(0));
    await replay(1);
    decided = await readAwaited(before, 'passages.decided', ids, letters(0) + letters(1));
    for (const { id } of replayed) await settled(id, 'toll', DECIDED_WITHIN_MS);
  }, 200_000);

  afterAll(() => startService('debit'));

  it.each(
    orders.map(({ order, outcomes, amountMinor }, n) => [
      order,
      amountMinor ? ' (too much)' : '',
      outcomes,
      n,
    ]),
  )('debit reads %s%s and reports %s', async (_, __, outcomes, n) => {
    const one = replayed[n as number]!;
    const records = onTopic(decided, 'passages.decided', one.id);

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

  it('a declined passage makes one debt, and a cancelled one makes none', async () => {
    for (const { id, card, order, outcomes } of replayed.filter((one) => one.amountMinor)) {
      const own = (await debtsOf(card.accountId)).filter(({ chargeId }) => chargeId === id);
      const owed = outcomes.startsWith('declined') && !order.includes('C');
      const debts = own.map(({ status }) => status);
      expect({ order, debts }).toEqual({ order, debts: owed ? ['open'] : [] });
    }
  });

  it('no service makes a dead letter of them', async () => {
    expect(deadLetters(await quietEndOffsets())).toEqual(deadLetters(before));
  });

  it('late, repeated and swapped outcomes change no charge, and no holder gets a text twice', async () => {
    const rows = await Promise.all(replayed.map(({ id }) => readCharge(id, 'toll')));

    await writeAgain([...decided].reverse());
    await writeAgain(decided);
    await caughtUp('pos-passages', 'passages.decided');
    for (const { card } of replayed)
      expect(chargeIn(await chargeAtTill({ token: card.token, amountMinor: 1 })).status).toBe('approved');

    expect(await Promise.all(replayed.map(({ id }) => readCharge(id, 'toll')))).toEqual(rows);
    expect(deadLetters(await quietEndOffsets())).toEqual(deadLetters(before));
    for (const { id, outcomes } of replayed) {
      const templates = [...new Set(outcomes.split(' '))].filter((outcome) => outcome !== 'cancelled').sort();
      await eventually('sms has one notice of each outcome', async () =>
        expect((await noticesOf(id)).map(({ template }) => template).sort()).toEqual(templates),
      );
    }
  });
});

describe('the request and the cancellation of a shop charge come several times', () => {
  it('debit takes the money once, gives it back once, and reports the same outcomes', async () => {
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
