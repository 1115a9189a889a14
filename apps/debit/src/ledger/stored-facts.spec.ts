import {
  chargesRequested,
  decode,
  encode,
  type ChargeRequested,
  type ChargeRequestEvent,
} from '@peaje/contracts';
import { cancellationEvent, chargeEvent } from '@peaje/testing';
import { discardRequest, settleBatch } from './settle-batch.js';

const nothing = { accounts: new Map(), cards: new Map(), charges: new Map(), recovered: new Set<string>() };
const now = new Date('2026-11-22T10:00:00.000Z');

/** The event as debit reads it when a newer sender has added fields to it, in every object of it. */
function fromANewerSender(event: ChargeRequestEvent): ChargeRequestEvent {
  const record = encode(chargesRequested, event);
  const { card, amount, ...facts } = JSON.parse(record.value);
  const data = {
    ...facts,
    card: { ...card, newer: true },
    amount: { ...amount, newer: true },
    newer: { any: 'thing' },
  };
  const decoded = decode(chargesRequested, { ...record, value: JSON.stringify(data) });
  if (decoded.outcome !== 'event') throw new Error(decoded.outcome);
  return decoded.event as ChargeRequestEvent;
}

describe('the facts that debit stores of a charge', () => {
  const request = chargeEvent();
  const { decideBy, ...facts } = request.data;
  const cancellation = cancellationEvent(facts);

  it.each([
    ['a request', request],
    ['a cancellation', cancellation],
  ])('of %s: what every outcome repeats, and nothing that a newer sender adds', (_name, event) => {
    const { decided } = settleBatch([fromANewerSender(event)], nothing, now);
    expect(decided.map((charge) => charge.facts)).toStrictEqual([facts]);
  });

  it('of a discarded request: the same', () => {
    const { data } = fromANewerSender(request);
    const { decided } = discardRequest(data as ChargeRequested, nothing, now);
    expect(decided.map((charge) => charge.facts)).toStrictEqual([facts]);
  });
});
