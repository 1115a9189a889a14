import type { Argv } from 'yargs';
import { parseAmount } from '../amount.js';

/** What a purchase and a passage have in common. */
export const chargeOptions = <T>(cli: Argv<T>) =>
  cli
    .option('card', { type: 'string', demandOption: true, describe: 'card token: card_rich' })
    .option('amount', {
      // A string, or yargs would make a number of it.
      type: 'string',
      demandOption: true,
      describe: 'two decimals: 19.90 or 19.90EUR',
      coerce: parseAmount,
    })
    .option('idempotency-key', {
      type: 'string',
      describe: 'try an earlier request again, with its key [a new one]',
    });

/** For answers that leave open whether the charge was stored. */
export const tryAgain = (idempotencyKey: string): string =>
  `Whether it was stored is not known. The same command again with --idempotency-key ${idempotencyKey} ` +
  'charges once at most.';
