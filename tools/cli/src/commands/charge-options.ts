import type { Argv } from 'yargs';
import { parseAmount } from '../amount.js';

/** The options of a purchase and of a passage. */
export const chargeOptions = <T>(cli: Argv<T>) =>
  cli
    .option('card', {
      type: 'string',
      demandOption: true,
      describe: 'card token: card_rich (peaje cards lists them)',
    })
    .option('amount', {
      // A string, because yargs would drop the last zero of a number.
      type: 'string',
      demandOption: true,
      describe: 'two decimals: 19.90 or 19.90EUR',
      coerce: parseAmount,
    })
    .option('idempotency-key', {
      type: 'string',
      describe: 'the key of an earlier request, to repeat it [a new key]',
    });

/** The next step when the charge may be stored or not. */
export const tryAgain = (idempotencyKey: string): string =>
  `It is not known whether the charge was stored. Run the same command with --idempotency-key ${idempotencyKey}: ` +
  'the card is charged at most once.';
