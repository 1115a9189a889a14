import { amountInput } from './amount-input.js';

describe('an amount as people write it', () => {
  it.each([
    ['es', '19,90', '1990'],
    ['es', '19,9 €', '1990'],
    ['es', '19', '1900'],
    ['es', '0,05', '5'],
    ['es', '1.990', '199000'],
    ['es', '1.234.567,89', '123456789'],
    ['es', '19.90', '1990'],
    ['en', '19.90', '1990'],
    ['en', '€19.90', '1990'],
    ['en', '1,990', '199000'],
    ['en', '1,234.5', '123450'],
    ['en', '19,90', '1990'],
    ['en', '999999999.99', '99999999999'],
  ] as const)('%s: %s is %s minor units', (language, text, minor) => {
    expect(amountInput(text, language)).toEqual({ minor, mistake: null });
  });

  it.each([
    ['es', '', 'empty'],
    ['es', ' € ', 'empty'],
    ['es', 'diez', 'not-an-amount'],
    ['es', '-5', 'not-an-amount'],
    ['es', '1.99.0', 'not-an-amount'],
    ['es', '1,2,3', 'not-an-amount'],
    ['es', '1,990', 'decimals'],
    ['en', '1.990', 'decimals'],
    ['en', '0.00', 'zero'],
    ['en', '1000000000', 'too-much'],
  ] as const)('%s: %j is refused: %s', (language, text, mistake) => {
    expect(amountInput(text, language)).toEqual({ minor: null, mistake });
  });
});
