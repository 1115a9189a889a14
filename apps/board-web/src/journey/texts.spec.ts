import type { JourneyStep } from '@peaje/contracts';
import { textsOf, textsVersion } from './texts.js';

const item = (chargeId: string | null, template: string | null, text: string) => ({
  chargeId,
  template,
  text,
});
const step = (template: string, status: string): JourneyStep => ({
  ...{ step: 'text', by: 'sms', time: null, again: 0, to: null },
  ...{ template, status },
});

it('each text of a charge is found by its template, and those of other charges are not', () => {
  const items = [
    item('b', 'approved', 'another charge'),
    item('a', 'cancelled', 'money is back'),
    item('a', 'approved', 'sent again'),
    item('a', 'approved', 'charged'),
    item(null, null, 'of long ago'),
  ];
  expect([...textsOf(items, 'a')]).toEqual([
    ['cancelled', 'money is back'],
    ['approved', 'sent again'],
  ]);
});

it('the telephone is asked again when a text is sent, or another one begins', () => {
  expect(textsVersion([])).toBeNull();
  const versions = [
    [step('approved', 'calling')],
    [step('approved', 'sent')],
    [step('approved', 'sent'), step('cancelled', 'calling')],
  ].map(textsVersion);
  expect(new Set(versions).size).toBe(3);
});
