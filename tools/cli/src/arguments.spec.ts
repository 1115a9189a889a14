import { assertPartition, chargeIdOf, decimalNumber, optional, timeOf, wholeNumber } from './arguments.js';
import { CliError, EXIT } from './cli-error.js';

const usageOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof CliError && error.exitCode === EXIT.usage) return error.message;
    throw error;
  }
  throw new Error('it was accepted');
};

describe('a number', () => {
  const max = wholeNumber('--max', { min: 1, example: 20 });
  const seconds = decimalNumber('--timeout', { min: 0.1, max: 600, example: 30, default: 30 });

  it('is the number that was typed', () => {
    expect(max.coerce('7')).toBe(7);
    expect([seconds.coerce('2.5'), seconds.coerce(seconds.default)]).toEqual([2.5, 30]);
  });

  it.each(['abc', '', '-5', '0', '1.5', '1e3', '0x10', '9'.repeat(30), 'Infinity'])(
    '%j is refused with the value, the rule and an example',
    (given) => {
      expect(usageOf(() => max.coerce(given))).toBe(
        `--max ${given}: must be a whole number of 1 or more, for example --max 20.`,
      );
    },
  );

  it.each(['0', '601', 'soon'])('%j is outside of the range', (given) => {
    expect(usageOf(() => seconds.coerce(given))).toContain('must be a number from 0.1 to 600');
  });

  it('is given once', () => {
    expect(usageOf(() => max.coerce(['1', '2']))).toBe('--max is given 2 times: give it once.');
  });

  it('prints nothing of the value that a terminal acts on', () => {
    expect(usageOf(() => max.coerce('\u001b[2J'))).not.toContain('\u001b');
  });
});

describe('a charge id', () => {
  it('is a UUID', () => {
    const id = '01a204ef-4271-7bb5-9de3-dfcc51258005';
    expect(chargeIdOf(id)).toBe(id);
    expect(usageOf(() => chargeIdOf('abc'))).toContain('abc is no charge id: an id is a UUID, for example');
  });

  it('may be absent where it is optional', () => {
    expect(optional(chargeIdOf)(undefined)).toBeUndefined();
  });
});

describe('a time', () => {
  const NOW = Date.parse('2026-11-26T08:00:00Z');

  it.each([
    ['30s', '2026-11-26T07:59:30.000Z'],
    ['5m', '2026-11-26T07:55:00.000Z'],
    ['24h', '2026-11-25T08:00:00.000Z'],
    ['7d', '2026-11-19T08:00:00.000Z'],
    ['2026-11-26T08:00:00+01:00', '2026-11-26T07:00:00.000Z'],
    ['2026-11-26', '2026-11-26T00:00:00.000Z'],
  ])('%s', (given, time) => {
    expect(timeOf('--since', given, NOW).toISOString()).toBe(time);
  });

  it.each(['yesterday', '5', '', '2026-13-01', '2026-11-26T08:00:00'])('%j is none', (given) => {
    expect(usageOf(() => timeOf('--since', given, NOW))).toContain(`--since ${given}: must be a time, for`);
  });
});

it('a partition is one of the topic', () => {
  expect(() => assertPartition('charges.requested', 3, 4)).not.toThrow();
  expect(usageOf(() => assertPartition('charges.requested', 9, 4))).toBe(
    '--partition 9: charges.requested has the partitions 0 to 3, for example --partition 0.',
  );
});
