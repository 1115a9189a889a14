import type { ChargeOutcomeEvent, ChargeRequestEvent } from '@peaje/contracts';
import type { Received } from '@peaje/messaging';
import { cancellationEvent, chargeEvent, outcomeEvent } from '@peaje/testing';
import type { DiscardRequest } from '../ledger/discard-request.handler.js';
import type { SettleCharges } from '../ledger/settle-charges.handler.js';
import { ChargesConsumer } from './charges.consumer.js';

const approvalOf = ({ data }: ChargeRequestEvent): ChargeOutcomeEvent =>
  outcomeEvent('approved', { chargeId: data.chargeId, kind: data.kind });

const settleCharges = {
  execute: async (events: readonly ChargeRequestEvent[]) => events.map(approvalOf),
} as unknown as SettleCharges;
const discardRequest = { execute: async (event: ChargeRequestEvent) => approvalOf(event) };
const consumer = new ChargesConsumer(settleCharges, discardRequest as unknown as DiscardRequest);

const received = (event: ChargeRequestEvent, partition: number): Received<ChargeRequestEvent> => ({
  event,
  partition,
  offset: 5n,
});
const placesOf = (sent: readonly { topic: string; partition: number }[]) =>
  sent.map(({ topic, partition }) => `${topic}/${partition}`);

describe('an outcome goes to the topic of its kind, and to the partition number of its request', () => {
  it('of purchases and of passages', async () => {
    const purchase = received(chargeEvent(), 1);
    const passage = received(chargeEvent({ kind: 'toll' }), 3);

    expect(placesOf(await consumer.onCharges([purchase]))).toEqual(['charges.decided/1']);
    expect(placesOf(await consumer.onPassages([passage]))).toEqual(['passages.decided/3']);
  });

  it('a passage from before, on the topic of purchases, is decided there', async () => {
    const batch = [
      received(chargeEvent({ kind: 'toll' }), 2),
      received(chargeEvent(), 2),
      received(cancellationEvent({ kind: 'toll' }), 0),
    ];

    expect(placesOf(await consumer.onCharges(batch))).toEqual([
      'passages.decided/2',
      'charges.decided/2',
      'passages.decided/0',
    ]);
  });

  it('of a request that an operator discards', async () => {
    const passage = received(chargeEvent({ kind: 'toll' }), 2);

    expect(placesOf(await consumer.onDiscard(passage))).toEqual(['passages.decided/2']);
  });
});
