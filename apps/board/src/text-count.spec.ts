import { sentTexts, TextCount } from './text-count.js';

it('finds the texts that were sent among the calls to the provider', () => {
  const metrics = [
    '# TYPE peaje_sms_calls_total counter',
    'peaje_sms_calls_total{status="sent",error=""} 12',
    'peaje_sms_calls_total{error="",status="sent"} 3',
    'peaje_sms_calls_total{status="intent",error="429"} 4',
    'peaje_sms_calls_total_created{status="sent"} 99',
  ].join('\n');
  expect(sentTexts(metrics)).toBe(15);
  expect(sentTexts('')).toBe(0);
});

it('counts from the first look on, over restarts and new instances', () => {
  const count = new TextCount();
  expect(count.take([['a', 100]])).toBe(0);
  expect(count.take([['a', 103]])).toBe(3);
  // It started anew, and a second one came.
  expect(
    count.take([
      ['a', 2],
      ['b', 4],
    ]),
  ).toBe(9);
  // One of them does not answer now.
  expect(count.take([['b', 5]])).toBe(10);
  expect(
    count.take([
      ['a', 2],
      ['b', 5],
    ]),
  ).toBe(10);
});
