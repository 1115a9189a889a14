import { chargeIdOf, optional } from '../arguments.js';
import { chargeAnswer } from '../charge-answer.js';
import { CliError, EXIT } from '../cli-error.js';
import { command } from '../command.js';
import { chargeText } from '../render/charge.js';
import { asOwner } from './find-charge.js';

export const cancelCommand = command({
  usage: 'cancel [chargeId]',
  options: (cli) =>
    cli
      .positional('chargeId', { type: 'string', describe: 'the charge', coerce: optional(chargeIdOf) })
      .option('idempotency-key', {
        type: 'string',
        describe: 'instead of the charge: the key of a request whose answer never arrived',
      })
      .option('gate', {
        type: 'boolean',
        default: false,
        describe: 'the key belongs to a passage, not to a purchase',
      })
      .conflicts('idempotency-key', 'chargeId')
      .example('$0 cancel 01a204ef-4271-7bb5-9de3-dfcc51258005', 'the money goes back'),
  run: async (session, { chargeId, idempotencyKey, gate, json }) => {
    if (!chargeId && !idempotencyKey) {
      throw new CliError(
        EXIT.usage,
        'Name a charge, or the --idempotency-key of its request.',
        'For example: peaje cancel 01a204ef-4271-7bb5-9de3-dfcc51258005',
      );
    }
    const answer = idempotencyKey
      ? await session.service('pos', gate ? 'toll' : 'shop').ask(chargeAnswer, {
          method: 'POST',
          path: '/v1/cancellations',
          headers: { 'idempotency-key': idempotencyKey },
        })
      : await asOwner(session, (pos) =>
          pos.ask(chargeAnswer, {
            method: 'POST',
            path: `/v1/charges/${encodeURIComponent(chargeId ?? '')}/cancellation`,
          }),
        );
    if (json) return session.terminal.printJson(answer.body);
    await session.terminal.print(chargeText(answer.body));
  },
});
