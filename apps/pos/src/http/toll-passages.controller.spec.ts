import type { Caller } from '@peaje/chassis';
import { PassToll, type TollPassage } from '../charge/pass-toll.handler.js';
import type { Reply } from './charge-answer.js';
import { TollPassagesController } from './toll-passages.controller.js';

const body = {
  gateId: 'gate-3',
  laneId: 'lane-1',
  card: { token: 'card_rich' },
  amount: { value: '390', currency: 'EUR' },
  passedAt: '2026-11-22T10:00:00Z',
};

it('a passage has ten seconds from its arrival, and the time that its body took is part of them', async () => {
  const asked: TollPassage[] = [];
  const passToll = {
    one: (passage: TollPassage) => (asked.push(passage), Promise.reject(new Error('enough'))),
  };
  const controller = new TollPassagesController(passToll as unknown as PassToll);
  const request = { headers: { 'idempotency-key': 'k' } };
  const arrivedAtMs = performance.now() - 4_000;
  const answer = controller.create({ id: 'm_road' } as Caller, request, arrivedAtMs, body, {} as Reply);
  await expect(answer).rejects.toThrow('enough');
  const leftMs = asked[0]!.deadline.leftMs();
  expect(leftMs).toBeLessThanOrEqual(6_000);
  expect(leftMs).toBeGreaterThan(1_000);
});
