import { randomUUID } from 'node:crypto';
import type { ShopChargeBody } from '@peaje/contracts';
import { command } from '../command.js';
import { chargeText } from '../render/charge.js';
import { chargeOptions } from './charge-options.js';
import { takeCharge } from './take-charge.js';

const LONGEST_WAIT_SECONDS = 25;

export const chargeCommand = command({
  usage: 'charge',
  describe: 'charge a card at a till, and wait for the answer',
  options: (cli) =>
    chargeOptions(cli)
      .option('till', { type: 'string', default: 'till-7', describe: 'the till' })
      .option('reference', { type: 'string', describe: "the shop's own text" })
      .option('wait', { type: 'number', describe: `seconds, 1 to ${LONGEST_WAIT_SECONDS} [10]` })
      .option('async', { type: 'boolean', describe: 'do not wait' })
      .conflicts('async', 'wait')
      .example('$0 charge --card card_rich --amount 19.90', 'a purchase'),
  run: async (session, { card, amount, till, reference, wait, async: noWait, json, idempotencyKey }) => {
    const body: ShopChargeBody = {
      tillId: till,
      card: { token: card },
      amount,
      ...(reference === undefined ? {} : { reference }),
    };
    const prefer = noWait ? 'respond-async' : wait === undefined ? null : `wait=${wait}`;
    const answer = await takeCharge(session.service('pos', 'shop'), {
      path: '/v1/charges',
      body,
      key: idempotencyKey ?? randomUUID(),
      prefer,
    });
    if (json) return session.terminal.json(answer.body);
    await session.terminal.say(chargeText(answer.body, answer));
  },
});
