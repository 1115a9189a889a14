import { chargeView } from '@peaje/contracts';
import { CliError, EXIT } from '../cli-error.js';
import { command } from '../command.js';
import { chargeText } from '../render/charge.js';
import { asOwner } from './find-charge.js';

export const cancelCommand = command({
  usage: 'cancel [chargeId]',
  describe: 'take a charge back, and wait until the bank did',
  options: (cli) =>
    cli
      .positional('chargeId', { type: 'string', describe: 'the charge' })
      .option('idempotency-key', {
        type: 'string',
        describe: 'instead of the charge: the key of a request whose answer never came',
      })
      .option('gate', {
        type: 'boolean',
        default: false,
        describe: 'that key is of a passage, not of a purchase',
      })
      .conflicts('idempotency-key', 'chargeId')
      .example('$0 cancel 01a204ef-4271-7bb5-9de3-dfcc51258005', 'money back'),
  run: async (session, { chargeId, idempotencyKey, gate, json }) => {
    if (!chargeId && !idempotencyKey) {
      throw new CliError(EXIT.usage, 'Which one? Name a charge, or the --idempotency-key of its request.');
    }
    const answer = idempotencyKey
      ? await session.service('pos', gate ? 'toll' : 'shop').ask(chargeView, {
          method: 'POST',
          path: '/v1/cancellations',
          headers: { 'idempotency-key': idempotencyKey },
        })
      : await asOwner(session, (pos) =>
          pos.ask(chargeView, {
            method: 'POST',
            path: `/v1/charges/${encodeURIComponent(chargeId ?? '')}/cancellation`,
          }),
        );
    if (json) return session.terminal.json(answer.body);
    await session.terminal.say(chargeText(answer.body));
  },
});
