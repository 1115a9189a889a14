import { cutTo, septetsOf, toGsm7 } from './gsm7.js';

describe('the GSM 7-bit alphabet', () => {
  it('has 127 characters of one septet and 10 of two', () => {
    const lengths = Array.from({ length: 0x2100 }, (_, code) => septetsOf(String.fromCodePoint(code)));
    expect(lengths.filter((n) => n === 1)).toHaveLength(127);
    expect(lengths.filter((n) => n === 2)).toHaveLength(10);
  });

  it.each([
    ['Peaje', 5],
    ['10 €', 5],
    ['[a]', 5],
    ['señor', 5],
    ['José', 4],
    ['así', undefined],
    ['🚗', undefined],
  ])('%s is %p septets', (text, septets) => expect(septetsOf(text)).toBe(septets));

  it.each([
    ['Cafetería Ávila', 'Cafeteria Avila'],
    ['Peña & Muñoz', 'Peña & Muñoz'],
    ['Joan Miró ç', 'Joan Miro c'],
    ['Peña', 'Peña'],
    ['Łódź 🚗', '?odz ?'],
    ['“quoted”', '?quoted?'],
  ])('%s becomes %s', (text, expected) => expect(toGsm7(text)).toBe(expected));

  it.each([
    ['Corner Shop', 20, 'Corner Shop'],
    ['Corner Shop', 11, 'Corner Shop'],
    ['Corner Shop', 10, 'Corner S..'],
    ['Corner Shop', 9, 'Corner..'],
    ['€€€', 5, '€..'],
  ])('%s cut to %i septets is %s', (text, septets, expected) => expect(cutTo(septets, text)).toBe(expected));
});
