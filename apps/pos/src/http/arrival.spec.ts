import type { Caller } from '@peaje/chassis';
import { newId, type Deadline } from '@peaje/kernel';
import type { CancelCharge } from '../charge/cancel-charge.handler.js';
import type { ChargeCard } from '../charge/charge-card.handler.js';
import type { Charges } from '../charge/charges.js';
import type { PassToll } from '../charge/pass-toll.handler.js';
import { CancellationsController } from './cancellations.controller.js';
import type { Reply } from './charge-answer.js';
import { ChargesController } from './charges.controller.js';
import { GivenAnswers } from './given-answers.js';
import { TollPassagesController } from './toll-passages.controller.js';

const caller = { id: 'm_shop', role: 'merchant' } as Caller;
const reply = {} as Reply;
const card = { token: 'card_rich' };
const amount = { value: '390', currency: 'EUR' as const };
const passage = { gateId: 'gate-3', laneId: 'lane-1', card, amount, passedAt: '2026-11-22T10:00:00Z' };

/** The use case notes its deadline and ends there. */
const noting =
  (noted: Deadline[]) =>
  ({ deadline }: { deadline: Deadline }) => {
    noted.push(deadline);
    return Promise.reject(new Error('enough'));
  };

it.each<[string, number, (noted: Deadline[], arrivedAtMs: number) => Promise<unknown>]>([
  [
    'a purchase',
    25_000,
    (noted, arrivedAtMs) => {
      const useCase = { execute: noting(noted) } as unknown as ChargeCard;
      const body = { tillId: 'till-7', card, amount };
      const controller = new ChargesController(useCase, {} as Charges, new GivenAnswers());
      return controller.create(caller, 'k', 'wait=25', arrivedAtMs, body, reply);
    },
  ],
  [
    'a cancellation by id',
    25_000,
    (noted, arrivedAtMs) => {
      const useCase = { byId: (_: string, cancellation: never) => noting(noted)(cancellation) };
      const controller = new CancellationsController(useCase as unknown as CancelCharge, new GivenAnswers());
      return controller.byId(caller, newId(), 'wait=25', reply, arrivedAtMs);
    },
  ],
  [
    'a cancellation by key',
    25_000,
    (noted, arrivedAtMs) => {
      const useCase = { byKey: (_: string, __: string, cancellation: never) => noting(noted)(cancellation) };
      const controller = new CancellationsController(useCase as unknown as CancelCharge, new GivenAnswers());
      return controller.byKey(caller, 'k', 'wait=25', reply, arrivedAtMs);
    },
  ],
  [
    'a passage',
    10_000,
    (noted, arrivedAtMs) => {
      const useCase = { one: noting(noted) } as unknown as PassToll;
      const request = { headers: { 'idempotency-key': 'k' } };
      const controller = new TollPassagesController(useCase, new GivenAnswers());
      return controller.create(caller, request, arrivedAtMs, passage, reply);
    },
  ],
])(
  'the wait of %s counts from its arrival: the time that its body took is part of it',
  async (_, waitMs, ask) => {
    const noted: Deadline[] = [];
    await expect(ask(noted, performance.now() - 4_000)).rejects.toThrow('enough');
    const leftMs = noted[0]!.leftMs();
    expect(leftMs).toBeLessThanOrEqual(waitMs - 4_000);
    expect(leftMs).toBeGreaterThan(waitMs - 9_000);
  },
);
