import { CURRENCIES, MAX_AMOUNT_MINOR, money, type Money } from '@peaje/kernel';
import { CliError, EXIT } from './cli-error.js';

const AMOUNT = /^(0|[1-9]\d*)\.(\d\d)(?: ?([A-Z]{3}))?$/;

/**
 * `19.90`, `19.90EUR`, `"19.90 EUR"`: always two decimals. A whole number is refused, because 1990 could be euros or
 * cents. A comma is refused for the same reason.
 * @throws CliError (usage)
 */
export function parseAmount(text: string): Money {
  const [, units, cents, currency = CURRENCIES[0]] = AMOUNT.exec(text) ?? [];
  if (units === undefined || cents === undefined) throw unreadable(text);
  const known = CURRENCIES.find((one) => one === currency);
  if (known === undefined) throw usage(`--amount ${text}: the currency must be ${CURRENCIES.join(' or ')}.`);
  const minor = BigInt(units + cents);
  if (minor < 1n || minor > MAX_AMOUNT_MINOR) {
    throw usage(
      `--amount ${text}: must be between 0.01 and ${formatAmount(money(MAX_AMOUNT_MINOR, known))}.`,
    );
  }
  return money(minor, known);
}

/** `19.90 EUR`, as `parseAmount` reads it. A balance may be negative. */
export function formatAmount({ value, currency }: { value: string; currency: string }): string {
  const sign = value.startsWith('-') ? '-' : '';
  const digits = value.slice(sign.length).padStart(3, '0');
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)} ${currency}`;
}

function unreadable(text: string): CliError {
  if (/^[1-9]\d*$/.test(text) && text.length <= 11) {
    const cents = formatAmount({ value: text, currency: 'EUR' }).slice(0, -4);
    return usage(`--amount ${text}: could be ${text}.00 or ${cents}. Write one of the two.`);
  }
  return usage(`--amount ${text}: write two decimals after a point: 19.90 or 19.90EUR.`);
}

const usage = (message: string): CliError => new CliError(EXIT.usage, message);
