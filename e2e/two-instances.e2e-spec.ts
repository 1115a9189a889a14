import type { ChargeView } from '@peaje/contracts';
import { eventually, pidOf } from '@peaje/testing/outside';
import {
  type Attempt,
  chargeAtTill,
  chargeIn,
  chargesOfTill,
  newKey,
  settled,
} from './support/charges/callers.js';
import { seededCard, seededCards } from './support/charges/cards.js';
import {
  scaleService,
  signal,
  expectSilence,
  startService,
  stopService,
  untilBack,
} from './support/faults/faults.js';
import { type Answer, read } from './support/http/http-client.js';
import { settledMembersOf } from './support/kafka/groups.js';
import { endOffsets, recordsSince } from './support/kafka/log-reader.js';
import { balanceOf, netOf } from './support/services/bank.js';

const SETTLED_WITHIN_MS = 60_000;
const CANCELLED_WITHIN_MS = 5_000;
const FIRST = 0;
const SECOND = 1;

/** Callers that wait at the second instance, and their charges as the first instance shows them. */
const callersAt = (cards: readonly { token: string }[], seconds: number) => {
  const tillId = `till-${newKey()}`;
  const attempts = cards.map(({ token }, n): Attempt => {
    const headers = { prefer: `wait=${seconds}` };
    return { token, amountMinor: 300 + n, key: newKey(), headers, body: { tillId } };
  });
  const answers = Promise.allSettled(attempts.map((one) => chargeAtTill({ ...one, instance: SECOND })));
  const accepted = eventually('every caller waits', async () => {
    const charges = await chargesOfTill(tillId, FIRST);
    expect(charges.map(({ status }) => status)).toEqual(cards.map(() => 'pending'));
    return charges;
  });
  const cancelled = () =>
    eventually('the other instance cancels them', async () => {
      const charges = await chargesOfTill(tillId, FIRST);
      expect(charges.map(({ status }) => status)).toEqual(cards.map(() => 'cancelled'));
      return charges.map((charge) => ({ charge, lateMs: Date.now() - Date.parse(charge.decideBy ?? '') }));
    });
  return { attempts, answers, accepted, cancelled };
};

async function endWithoutDebit(charges: readonly ChargeView[]): Promise<void> {
  for (const { id, card } of charges) {
    const charge = await settled(id, 'shop', SETTLED_WITHIN_MS);
    expect(charge.status).toBe('cancelled');
    expect(['untouched', 'reversed']).toContain(charge.ledger);
    expect(await netOf(card?.token.replace('card_', 'acc_') ?? '', id)).toBe(0n);
  }
}

/** The partitions of one instance, as it reports them itself. */
async function partitionsOf(instance: number): Promise<string[]> {
  const { groups } = (await read('pos', '/health/consumers', 'anonymous', instance)) as { groups: Group[] };
  return groups.flatMap(({ partitions }) =>
    partitions.map(({ topic, partition }) => `${topic}/${partition}`),
  );
}

interface Group {
  readonly partitions: readonly { readonly topic: string; readonly partition: number }[];
}

describe('two instances of pos', () => {
  beforeAll(async () => {
    await scaleService('pos', 2);
    await settledMembersOf('pos', 2);
  }, 120_000);

  afterEach(() => startService('debit'));

  afterAll(async () => {
    await scaleService('pos', 1);
    await settledMembersOf('pos', 1);
  }, 120_000);

  it('share the partitions, and each answers its own callers, though the other reads the outcome', async () => {
    const before = await endOffsets();
    const cards = seededCards(60, 79);
    const ask = (instance: number): Promise<Answer[]> =>
      Promise.all(cards.map(({ token }) => chargeAtTill({ token, amountMinor: 100 + instance, instance })));

    const [atFirst, atSecond] = await Promise.all([ask(FIRST), ask(SECOND)]);

    const members = await settledMembersOf('pos', 2);
    const readBy = new Map<string, number>();
    for (const instance of [FIRST, SECOND])
      for (const partition of await partitionsOf(instance)) readBy.set(partition, instance);
    const partitions = [0, 1, 2, 3].map((number) => `charges.decided/${number}`);
    expect(
      members
        .flatMap((member) => member.partitions)
        .filter((partition) => partitions.includes(partition))
        .sort(),
    ).toEqual(partitions);
    expect(new Set(partitions.map((partition) => readBy.get(partition)))).toEqual(new Set([FIRST, SECOND]));

    const decidedIn = new Map(
      (await recordsSince(before))
        .filter(({ topic }) => topic === 'charges.decided')
        .map(({ subject, topic, partition }) => [subject, `${topic}/${partition}`]),
    );
    for (const [instance, answers] of [
      [FIRST, atFirst],
      [SECOND, atSecond],
    ] as const) {
      expect(answers.map((answer) => chargeIn(answer).status)).toEqual(cards.map(() => 'approved'));
      expect(answers.map((answer) => chargeIn(answer).card?.token)).toEqual(cards.map(({ token }) => token));
      const readByOther = answers.filter(
        (answer) => readBy.get(decidedIn.get(chargeIn(answer).id) ?? '') !== instance,
      );
      process.stdout.write(
        `two instances: ${readByOther.length} of ${answers.length} callers of pos-${instance + 1}\n`,
      );
      expect(readByOther.length).toBeGreaterThan(0);
    }
  });

  it('one dies while its caller waits, and the other has the outcome for the same key', async () => {
    const card = seededCard(80);
    const before = await balanceOf(card.accountId);
    const pidBefore = pidOf('pos', SECOND);
    await signal('debit', 'SIGSTOP');
    try {
      const { attempts, answers, accepted } = callersAt([card], 25);
      const [pending] = await accepted;
      await signal('pos', 'SIGKILL', SECOND);
      expect((await answers).map(({ status }) => status)).toEqual(['rejected']);

      const asksAgain = chargeAtTill({ ...attempts[0]!, instance: FIRST });
      await signal('debit', 'SIGCONT');
      const answer = await asksAgain;

      expect(answer.headers.get('idempotency-replayed')).toBe('true');
      expect(chargeIn(answer)).toMatchObject({ id: pending?.id, status: 'approved', ledger: 'debited' });
      expect(await balanceOf(card.accountId)).toBe(before - 300n);
    } finally {
      await signal('debit', 'SIGCONT');
    }
    await untilBack('pos', pidBefore, SECOND);
  }, 120_000);

  it('one is frozen while its callers wait; the other cancels at the deadline, and the callers get that answer', async () => {
    const cards = seededCards(81, 84);
    await stopService('debit');
    const { answers, accepted, cancelled } = callersAt(cards, 8);
    await accepted;
    await signal('pos', 'SIGSTOP', SECOND);
    let overdue: Awaited<ReturnType<typeof cancelled>>;
    try {
      overdue = await cancelled();
      await expectSilence('pos', SECOND);
    } finally {
      await signal('pos', 'SIGCONT', SECOND);
    }
    const results = await answers;

    expectInTime('frozen', overdue);
    expect(results.map(({ status }) => status)).toEqual(cards.map(() => 'fulfilled'));
    for (const result of results)
      if (result.status === 'fulfilled') expect(chargeIn(result.value).status).toBe('cancelled');
    await startService('debit');
    await endWithoutDebit(overdue.map(({ charge }) => charge));
  }, 120_000);

  it('one dies for good while its callers wait, and the other cancels at the deadline', async () => {
    const cards = seededCards(85, 88);
    await stopService('debit');
    const { answers, accepted, cancelled } = callersAt(cards, 8);
    await accepted;
    await signal('pos', 'SIGKILL', SECOND);
    const goneForGood = scaleService('pos', 1);
    const overdue = await cancelled();
    await goneForGood;

    expect((await answers).map(({ status }) => status)).toEqual(cards.map(() => 'rejected'));
    expect(() => pidOf('pos', SECOND)).toThrow('pos-2');
    expectInTime('killed', overdue);
    await startService('debit');
    await endWithoutDebit(overdue.map(({ charge }) => charge));
  }, 120_000);
});

function expectInTime(fault: string, overdue: readonly { lateMs: number }[]): void {
  const lateMs = overdue.map((one) => one.lateMs);
  process.stdout.write(`two instances: one ${fault}, cancelled at decideBy + ${lateMs.join(', ')} ms\n`);
  expect(Math.min(...lateMs)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...lateMs)).toBeLessThanOrEqual(CANCELLED_WITHIN_MS);
}
