import { helpOf } from './cli.js';
import { Terminal } from './terminal.js';
import { unknownOption, usageError } from './usage-error.js';

const HELP = await helpOf('charge', new Terminal());

describe('an option that a command does not have', () => {
  it.each([
    ['--amunt 19.90', { typed: '--amunt', meant: '--amount' }],
    ['--amunt=19.90', { typed: '--amunt', meant: '--amount' }],
    ['--card card_rich --jsn', { typed: '--jsn', meant: '--json' }],
    ['--idempotency 1', { typed: '--idempotency', meant: '--idempotency-key' }],
    ['--nothing-like-it', { typed: '--nothing-like-it' }],
  ])('%s', (line, unknown) => {
    expect(unknownOption(line.split(' '), HELP)).toEqual(unknown);
  });

  it.each([
    '--card card_rich --amount 19.90 --no-json',
    '--card=card_rich --amount -5',
    '--idempotencyKey 1',
    '--card x -- --amunt',
    '-h',
  ])('is not one of %s', (line) => {
    expect(unknownOption(line.split(' '), HELP)).toBeUndefined();
  });
});

describe('a refusal', () => {
  const example = 'peaje charge --card card_rich --amount 19.90';
  it.each([
    ['Missing required argument: card', '--card is missing.'],
    ['Missing required arguments: card, amount', '--card and --amount are missing.'],
    ['Not enough non-option arguments: got 0, need at least 1', 'peaje charge needs an argument.'],
    ['Unknown argument: b', 'peaje charge takes no argument b.'],
    [
      'Invalid values:\n  Argument: signal, Given: "FOO", Choices: "KILL", "STOP"',
      '--signal FOO: must be one of KILL, STOP.',
    ],
  ])('%j in our words', (message, words) => {
    const error = usageError(message, 'charge', example);
    expect(error.message).toBe(words);
    expect(String(error.nextStep)).toContain('peaje charge --help shows the usage.');
  });

  it('has an example where something is missing', () => {
    const error = usageError('Missing required argument: card', 'charge', example);
    expect(String(error.nextStep)).toContain(`For example: ${example}`);
  });

  it('that yargs has no form for keeps its words, escaped', () => {
    expect(usageError('bad \u001b[2J', 'charge', undefined).message).toBe('bad \\u001b[2J');
  });
});
