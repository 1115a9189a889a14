import { moneyText } from './money.js';

const text = (value: string, language: string) =>
  moneyText({ value, currency: 'EUR' }, language).replace(/\s/g, ' ');

describe('an amount in words', () => {
  it('is written as the language writes it', () => {
    expect(text('1990', 'es')).toBe('19,90 €');
    expect(text('1990', 'en')).toBe('€19.90');
  });

  it('has cents alone, zero and debts', () => {
    expect(text('5', 'es')).toBe('0,05 €');
    expect(text('0', 'en')).toBe('€0.00');
    expect(text('-123456', 'es')).toBe('-1.234,56 €');
  });

  it('is exact beyond what a number can hold', () => {
    expect(text('999999999999999999', 'en')).toBe('€9,999,999,999,999,999.99');
  });
});
