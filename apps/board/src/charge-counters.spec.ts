import { ChargeCounters, LOST_AFTER_MS } from './charge-counters.js';

const counters = (): ChargeCounters => new ChargeCounters();

it('a charge is accepted with its request, and decided with its outcome', () => {
  const one = counters();
  one.onRequest('a', 0);
  one.onRequest('b', 0);
  one.onOutcome('a');
  expect(one.counts(1)).toEqual({ accepted: 2, decided: 1, lost: 0 });
});

it('records that come again count once', () => {
  const one = counters();
  for (let i = 0; i < 3; i++) one.onRequest('a', i);
  for (let i = 0; i < 3; i++) one.onOutcome('a');
  one.onRequest('a', 9);
  expect(one.counts(10)).toEqual({ accepted: 1, decided: 1, lost: 0 });
});

it('an outcome that is read before its request counts as soon as the request is read', () => {
  const one = counters();
  one.onOutcome('a');
  expect(one.counts(0)).toEqual({ accepted: 0, decided: 0, lost: 0 });
  one.onRequest('a', 0);
  expect(one.counts(LOST_AFTER_MS)).toEqual({ accepted: 1, decided: 1, lost: 0 });
});

it('a charge without a decision is lost after a minute, and found when the decision comes', () => {
  const one = counters();
  one.onRequest('a', 0);
  one.onRequest('b', 1_000);
  expect(one.counts(LOST_AFTER_MS - 1).lost).toBe(0);
  expect(one.counts(LOST_AFTER_MS).lost).toBe(1);
  one.onOutcome('a');
  expect(one.counts(LOST_AFTER_MS + 1_000)).toEqual({ accepted: 2, decided: 1, lost: 1 });
});

it('what it keeps is bounded, and charges that it forgets stay lost', () => {
  const one = counters();
  for (let i = 0; i < 200_500; i++) one.onRequest(`c${i}`, 0);
  expect(one.counts(1)).toEqual({ accepted: 200_500, decided: 0, lost: 500 });
  for (let i = 500; i < 200_500; i++) one.onOutcome(`c${i}`);
  expect(one.counts(1)).toEqual({ accepted: 200_500, decided: 200_000, lost: 500 });
});
