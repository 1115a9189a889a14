import { formatAmount, parseAmount } from './amount.js';
import { CliError, EXIT } from './cli-error.js';

describe('an amount', () => {
  it.each([
    ['19.90', '1990'],
    ['19.90EUR', '1990'],
    ['19.90 EUR', '1990'],
    ['0.01', '1'],
    ['999999999.99', '99999999999'],
  ])('%s is %s cents', (text, value) => {
    expect(parseAmount(text)).toEqual({ value, currency: 'EUR' });
  });

  it.each([
    '1990',
    '19,90',
    '1,990.00',
    '19.9',
    '19.900',
    '0.00',
    '1000000000.00',
    '-1.00',
    '+1.00',
    '019.90',
    '',
    '19.90USD',
    '19.90eur',
    '€19.90',
    '1e3',
    ' 19.90',
    '19.90 ',
    '１９.90',
  ])('"%s" is refused, as a usage error', (text) => {
    expect(() => parseAmount(text)).toThrow(CliError);
    expect(() => parseAmount(text)).toThrow(expect.objectContaining({ exitCode: EXIT.usage }));
  });

  it('a whole number is refused with both of its meanings', () => {
    expect(() => parseAmount('1990')).toThrow('could be 1990.00 or 19.90');
  });

  it('is formatted as it is parsed', () => {
    expect(formatAmount({ value: '5', currency: 'EUR' })).toBe('0.05 EUR');
    expect(formatAmount({ value: '-123456', currency: 'EUR' })).toBe('-1234.56 EUR');
    expect(formatAmount(parseAmount('19.90'))).toBe('19.90 EUR');
  });
});
