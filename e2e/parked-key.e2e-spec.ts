import type { ChargeView } from '@peaje/contracts';
import { eventually } from '@peaje/testing/outside';
import { chargeAtTill, chargeIn, passGate, readCharge, settled } from './support/charges/callers.js';
import { type SeededCard, seededCard, seededCards } from './support/charges/cards.js';
import { expectProblem } from './support/http/expect-problem.js';
import { ask } from './support/http/http-client.js';
import { endOffsets, recordsSince, type EndOffsets, type SeenRecord } from './support/kafka/log-reader.js';
import { writeChanged } from './support/kafka/log-writer.js';
import { peaje, peajeJson } from './support/operator.js';
import { balanceOf, netOf } from './support/services/bank.js';
import { entriesOf } from './support/services/downstream.js';

const TIMEOUT_MS = 120_000;
const TOPIC = 'passages.requested';

interface Letter {
  readonly id: string;
  readonly code: string;
  readonly line: string;
  readonly partition: number;
}

const lettersOf = (accountId: string) =>
  peajeJson<Letter[]>('dlq', 'list', '--group', 'debit', '--parked-key', accountId);
const parkedKeys = async () =>
  (await peajeJson<{ key: string; records: number }[]>('dlq', 'keys', '--group', 'debit')).map(
    ({ key, records }) => [key, records],
  );
const positionOf = ({ id }: Letter) => id.replace(/^(.+)-(\d+)-(\d+)$/, '$1/$2@$3');

/** The dead letters of this account, once there are `count`. */
const parked = (accountId: string, count: number): Promise<Letter[]> =>
  eventually(`${count} records of ${accountId} are parked`, async () => {
    const letters = await lettersOf(accountId);
    expect(letters).toHaveLength(count);
    return letters;
  });

const requestOf = async (before: EndOffsets, chargeId: string): Promise<SeenRecord> =>
  eventually('the request is on its topic', async () => {
    const records = await recordsSince(before);
    const found = records.find(({ topic, subject }) => topic === TOPIC && subject === chargeId);
    expect(found).toBeDefined();
    return found!;
  });

/** Writes the request of a stored charge again, with another amount: debit refuses its fingerprint and parks the key. */
async function poison(card: SeededCard): Promise<{ letter: Letter; charge: ChargeView }> {
  const before = await endOffsets();
  const charge = await passed(card);
  const record = await requestOf(before, charge.id);
  await writeChanged(record, (data) => ({ ...data, amount: { value: '999', currency: 'EUR' } }));
  const [letter] = await parked(card.accountId, 1);
  expect(letter).toMatchObject({ code: 'fingerprint-mismatch', line: 'head', partition: record.partition });
  return { letter: letter!, charge };
}

/** These cards pass a gate in turn, until an account lies in this partition. */
async function passInPartition(cards: readonly SeededCard[], partition: number): Promise<ChargeView> {
  for (const card of cards) {
    const before = await endOffsets();
    const charge = await passed(card);
    if ((await requestOf(before, charge.id)).partition === partition) return charge;
  }
  throw new Error(`none of these accounts is in partition ${partition}`);
}

/** The operations since `before`, once audit has recorded each. */
async function recordedOperations(before: EndOffsets): Promise<object[]> {
  const written = (await recordsSince(before)).filter(({ topic }) => topic === 'operations.performed');
  for (const { subject } of written)
    await eventually('audit has recorded the operation', async () =>
      expect(await entriesOf(subject!)).toHaveLength(1),
    );
  return written.map(({ value }) => JSON.parse(value!) as object);
}

const passToll = async ({ token }: SeededCard): Promise<ChargeView> => {
  const answer = await passGate({ token, amountMinor: 300 });
  expect(answer.status).toBe(202);
  return chargeIn(answer);
};
/** A passage that the bank has paid. */
async function passed(card: SeededCard): Promise<ChargeView> {
  const charge = await settled((await passToll(card)).id, 'toll');
  expect(charge.status).toBe('approved');
  return charge;
}
const isUnparked = (accountId: string) =>
  eventually(`no record of ${accountId} is parked`, async () => {
    expect(await lettersOf(accountId)).toEqual([]);
    expect((await parkedKeys()).map(([key]) => key)).not.toContain(accountId);
  });

describe('a request that debit can never handle', () => {
  it(
    'parks its account only; after its discard the others are redriven in order, and audit records each operation',
    async () => {
      const card = seededCard(230);
      const { letter, charge } = await poison(card);
      const before = await endOffsets();
      const balance = await balanceOf(card.accountId);
      // Other accounts of the partition pass while this one is parked, and its own purchases do not wait.
      await passInPartition(seededCards(231, 260), letter.partition);
      const waiting = await passToll(card);
      await parked(card.accountId, 2);
      const purchase = chargeIn(await chargeAtTill({ token: card.token, amountMinor: 50 }));
      expect(purchase).toMatchObject({ status: 'approved', ledger: 'debited' });

      expect(await readCharge(waiting.id, 'toll')).toMatchObject({ status: 'pending', ledger: 'open' });
      expect(await parkedKeys()).toContainEqual([card.accountId, 2]);
      expect((await peaje('dlq', 'show', positionOf(letter))).stdout).toMatch(
        /fingerprint-mismatch[^]*"999"/,
      );

      // A redrive fails again, and names the command that helps.
      const key = ['--parked-key', card.accountId, '--group', 'debit'];
      const again = await peaje('dlq', 'redrive', ...key, '--reason', 'maybe now');
      expect(again).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('peaje dlq discard') });
      const [, second] = await lettersOf(card.accountId);
      const early = await peaje('dlq', 'redrive', '--id', positionOf(second!), '--reason', 'me first');
      expect(early).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('not-the-head') });

      const discarded = await peaje('dlq', 'discard', positionOf(letter), '--reason', 'written by hand');
      expect(discarded).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('has discarded') });
      await peajeJson('dlq', 'redrive', ...key, '--reason', 'the way is free');

      expect(await settled(waiting.id, 'toll')).toMatchObject({ status: 'approved', ledger: 'debited' });
      await isUnparked(card.accountId);
      expect(await balanceOf(card.accountId)).toBe(balance - 350n);
      expect(await netOf(card.accountId, charge.id)).toBe(-300n);
      expect(await readCharge(charge.id, 'toll')).toEqual(charge);
      expect(await recordedOperations(before)).toMatchObject([
        { operation: 'redrive', reason: 'maybe now', details: { redriven: [], failed: {} } },
        { operation: 'discard', reason: 'written by hand', details: { discarded: letter.id } },
        {
          operation: 'redrive',
          reason: 'the way is free',
          details: { redriven: [second!.id], failed: null },
        },
      ]);
    },
    TIMEOUT_MS,
  );

  it(
    'cancels its charge when it is discarded; a cancellation behind it can only be redriven',
    async () => {
      const card = seededCard(229);
      const { letter } = await poison(card);
      const balance = await balanceOf(card.accountId);
      const waiting = await passToll(card);
      const cancelling = ask('pos', 'POST', `/v1/charges/${waiting.id}/cancellation`, { as: 'toll' });
      const [, request, cancellation] = await parked(card.accountId, 3);
      const discard = (deadLetterId: string, body: object = { reason: 'the operator says so' }) =>
        ask('debit', 'POST', '/v1/discards', { body: { deadLetterId, ...body } });

      expectProblem(await discard(letter.id, {}), 400, 'invalid-request');
      expectProblem(await discard(request!.id), 409, 'not-the-head');
      expect((await discard(letter.id)).status).toBe(200);
      expect((await discard(request!.id)).status).toBe(200);
      await cancelling;
      expect(await settled(waiting.id, 'toll')).toMatchObject({ status: 'cancelled', ledger: 'untouched' });
      expectProblem(await discard(cancellation!.id), 409, 'not-discardable');
      const redrive = { deadLetterId: cancellation!.id, reason: 'it cannot be discarded' };
      const redriven = await ask('debit', 'POST', '/v1/redrives', { body: redrive });

      expect(redriven.json).toMatchObject({ lines: [{ redriven: 1, left: 0, stoppedBy: null }] });
      await isUnparked(card.accountId);
      expect(await balanceOf(card.accountId)).toBe(balance);
      expect(await netOf(card.accountId, waiting.id)).toBe(0n);
    },
    TIMEOUT_MS,
  );
});

it.each(['shop', 'toll', 'anonymous'] as const)(
  'debit refuses to show or redrive dead letters for %s',
  async (as) => {
    for (const path of ['/v1/dead-letters', '/v1/parked-keys'])
      expect([401, 403]).toContain((await ask('debit', 'GET', path, { as })).status);
    const body = { code: 'fingerprint-mismatch', reason: 'x' };
    expect([401, 403]).toContain((await ask('debit', 'POST', '/v1/redrives', { as, body })).status);
  },
);
