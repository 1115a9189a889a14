import { setTimeout as pause } from 'node:timers/promises';
import type { ChargeView } from '@peaje/contracts';
import {
  type Attempt,
  cancelByKey,
  chargeAtTill,
  chargeIn,
  newKey,
  passGate,
  settled,
} from './support/charges/callers.js';
import { seededCard, seededCards } from './support/charges/cards.js';
import { expectProblem } from './support/http/expect-problem.js';
import { ask } from './support/http/http-client.js';
import { quietEndOffsets, recordsSince } from './support/kafka/log-reader.js';
import { balanceOf, netOf, postingsFor } from './support/services/bank.js';
import { noticesOf } from './support/services/downstream.js';

const card = seededCard(150);
const EACH_LATER_MS = 10;
const cancel = (id: string) => ask('pos', 'POST', `/v1/charges/${id}/cancellation`, { as: 'shop' });

describe('a cancellation that comes before its request', () => {
  const cases = [
    { as: 'shop', post: chargeAtTill, status: 201 },
    { as: 'toll', post: passGate, status: 202 },
  ] as const;

  it.each(cases)(
    '$as: pos answers "cancelled" to the late request, and publishes nothing of it',
    async (one) => {
      const attempt: Attempt = {
        token: card.token,
        amountMinor: 4100,
        key: newKey(),
        body: one.as === 'toll' ? { passedAt: new Date().toISOString() } : {},
      };
      const balanceBefore = await balanceOf(card.accountId);
      const before = await quietEndOffsets();

      const cancellation = await cancelByKey(attempt.key as string, one.as);
      const cancelled = chargeIn(cancellation);
      const late = await one.post(attempt);
      const again = await one.post(attempt);
      const cancelledAgain = await cancelByKey(attempt.key as string, one.as);
      const witness = chargeIn(await chargeAtTill({ token: card.token, amountMinor: 1 }));

      expect(cancellation.status).toBe(200);
      expect(cancelled).toMatchObject({
        kind: one.as,
        status: 'cancelled',
        ledger: 'untouched',
        amount: null,
      });
      expect(late.status).toBe(one.status);
      expect(again.status).toBe(one.status);
      expect(cancelledAgain.status).toBe(200);
      for (const answer of [late, again, cancelledAgain])
        expect(chargeIn(answer)).toMatchObject({
          id: cancelled.id,
          status: 'cancelled',
          ledger: 'untouched',
        });
      const subjects = (await recordsSince(before)).map(({ subject }) => subject);
      expect(new Set(subjects)).toEqual(new Set([witness.id]));
      expect(await postingsFor(card.accountId, cancelled.id)).toEqual([]);
      expect(await balanceOf(card.accountId)).toBe(balanceBefore - 1n);
      expect(await noticesOf(cancelled.id)).toEqual([]);
    },
  );

  it('needs a key, and cancels no charge of another caller with that key', async () => {
    expectProblem(
      await ask('pos', 'POST', '/v1/cancellations', { as: 'shop' }),
      400,
      'idempotency-key-missing',
      'Idempotency-Key',
    );
    const key = newKey();
    const body = { passedAt: new Date().toISOString() };
    const ofRoad = chargeIn(await passGate({ token: card.token, amountMinor: 2, key, body }));

    const ofShop = chargeIn(await cancelByKey(key, 'shop'));

    expect(ofShop.id).not.toBe(ofRoad.id);
    expect(await settled(ofRoad.id, 'toll')).toMatchObject({ status: 'approved', ledger: 'debited' });
  });
});

describe('a till cancels a charge', () => {
  it('by its id or by its key, and the bank gives the money back once', async () => {
    const before = await balanceOf(card.accountId);
    const key = newKey();
    const first = chargeIn(await chargeAtTill({ token: card.token, amountMinor: 700 }));
    const second = chargeIn(await chargeAtTill({ token: card.token, amountMinor: 800, key }));
    expect(await balanceOf(card.accountId)).toBe(before - 1500n);

    const answers = [
      await cancel(first.id),
      await cancelByKey(key),
      await cancel(first.id),
      await cancelByKey(key),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    for (const { id } of [first, second]) {
      expect(await settled(id, 'shop')).toMatchObject({ status: 'cancelled', ledger: 'reversed' });
      const kinds = (await postingsFor(card.accountId, id)).map(({ kind }) => kind);
      expect(kinds.sort()).toEqual(['charge', 'reversal']);
    }
    expect(await balanceOf(card.accountId)).toBe(before);
  });

  it('that was declined, and the charge stays declined', async () => {
    const declined = chargeIn(await chargeAtTill({ token: 'card_blocked', amountMinor: 10 }));

    const answer = await cancel(declined.id);

    expect(answer.status).toBe(200);
    expect(chargeIn(answer)).toEqual(declined);
  });

  it('of another merchant, and pos does not find it', async () => {
    const { id } = chargeIn(await chargeAtTill({ token: card.token, amountMinor: 1 }));

    const answer = await ask('pos', 'POST', `/v1/charges/${id}/cancellation`, { as: 'toll' });

    expectProblem(answer, 404, 'not-found');
    expect(await settled(id, 'shop')).toMatchObject({ status: 'approved', ledger: 'debited' });
  });
});

describe('a cancellation and its request at the same moment', () => {
  it('of ten pairs, each charge ends cancelled, untouched or reversed, and no holder has paid', async () => {
    const cards = seededCards(151, 160);
    const before = await Promise.all(cards.map(({ accountId }) => balanceOf(accountId)));
    const logBefore = await quietEndOffsets();

    const pairs = await Promise.all(
      cards.map(async ({ token }, n) => {
        const attempt = { token, amountMinor: 5000 + n, key: newKey() };
        // From a little before the request to well after it.
        const request = pause(n === 0 ? EACH_LATER_MS : 0).then(() => chargeAtTill(attempt));
        const cancellation = pause(n * EACH_LATER_MS).then(() => cancelByKey(attempt.key));
        return { answer: await request, cancellation: await cancellation };
      }),
    );

    const ends: ChargeView[] = [];
    for (const [n, { answer, cancellation }] of pairs.entries()) {
      const charge = chargeIn(answer);
      expect(answer.status).toBe(201);
      expect(cancellation.status).toBe(200);
      expect(['approved', 'cancelled']).toContain(charge.status);
      expect(chargeIn(cancellation)).toMatchObject({ id: charge.id, status: 'cancelled' });
      const end = await settled(charge.id, 'shop');
      const { id } = end;
      expect(end.status).toBe('cancelled');
      expect(['untouched', 'reversed']).toContain(end.ledger);
      expect({ id, net: await netOf(cards[n]!.accountId, id) }).toEqual({ id, net: 0n });
      ends.push(end);
    }
    const after = await Promise.all(cards.map(({ accountId }) => balanceOf(accountId)));
    expect(after).toEqual(before);
    const reversed = ends.filter(({ ledger }) => ledger === 'reversed').map(({ id }) => id);
    process.stdout.write(
      `cancellation beside its request: ${reversed.length} of 10 were debited and reversed\n`,
    );
    const debited = (await recordsSince(logBefore)).filter(({ type }) => type === 'peaje.charge.approved.v1');
    expect(debited.map(({ subject }) => subject).sort()).toEqual(reversed.sort());
  });
});
