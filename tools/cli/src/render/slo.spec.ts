import { stripVTControlCharacters } from 'node:util';
import type { ServiceLevel } from '@peaje/contracts';
import type { Availability } from '@peaje/stack';
import { printable } from './printable.js';
import { durationText, percent, sloText } from './slo.js';

const since = '2026-11-26T18:00:00.000Z';
const until = '2026-11-27T18:00:00.000Z';
const purchases: ServiceLevel = {
  ...{ since, until, inTime: 4_995, late: 5, takenBack: 7, waiting: 0, share: 0.999 },
};
const service = { observedMs: 86_400_000, downMs: 0, outages: 0, longestMs: 0, share: 1 };
const downtime: Availability = {
  ...{ since, until },
  services: [
    { ...service, name: 'pos', downMs: 12_000, outages: 2, longestMs: 9_000, share: 1 - 12 / 86_400 },
    { ...service, name: 'debit' },
    { ...service, name: 'sms', observedMs: 0, share: null },
  ],
};
const shown = (width?: number, down: Parameters<typeof sloText>[1] = downtime): string[] =>
  stripVTControlCharacters(sloText(purchases, down, width).toString()).split('\n');

it('the service level: purchases, downtime, and what each level allows', () => {
  expect(shown()).toEqual([
    'Purchases decided within their wait, since 2026-11-26 18:00Z',
    '99.9 %  4995 of 5000, 5 without a decision in time',
    'not judged: 7 taken back by their till',
    '',
    'Downtime, seen from outside, since 2026-11-26 18:00Z',
    'service         up  observed  down  outages  longest',
    'pos      99.9861 %      24 h  12 s        2      9 s',
    'debit        100 %      24 h   0 s        0        –',
    'sms              –       0 s   0 s        0        –',
    '',
    'What a level allows',
    '  level  down in a year  in 30 days  purchases  pos up',
    '   90 %       36.5 days      3 days  kept       kept',
    '   99 %       3.65 days       7.2 h  kept       kept',
    ' 99.9 %          8.76 h    43.2 min  kept       kept',
    '99.99 %        52.6 min    4.32 min  missed     missed',
  ]);
});

it('fits 60 columns', () => {
  for (const line of shown(60)) expect(printable(line).width).toBeLessThanOrEqual(60);
});

it('says why downtime is not measured, and judges nothing by it', () => {
  const lines = shown(undefined, { notMeasured: 'nobody probes these services' });
  expect(lines).toContain('Downtime, seen from outside: not measured');
  expect(lines).toContain('nobody probes these services');
  expect(lines.at(-1)).toMatch(/missed +–$/);
});

it.each([
  [1, '100 %'],
  [0.99999999, '99.9999 %'],
  [0.9999, '99.99 %'],
  [0.999, '99.9 %'],
  [0.5, '50 %'],
  [0, '0 %'],
])('a share of %d is %s: only all is 100 %%', (share, text) => {
  expect(percent(share)).toBe(text);
});

it.each([
  [4_300, '4.3 s'],
  [3_154_000, '52.6 min'],
  [31_536_000, '8.76 h'],
  [3_153_600_000, '36.5 days'],
])('%d ms are %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});
