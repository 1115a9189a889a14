import { randomUUID } from 'node:crypto';
import type { ShopChargeBody } from '@peaje/contracts';
import { wholeNumber } from '../arguments.js';
import { command } from '../command.js';
import { chargeText } from '../render/charge.js';
import { chargeOptions } from './charge-options.js';
import { WAIT_SECONDS } from '../wait-seconds.js';
import { postCharge } from './post-charge.js';

export const chargeCommand = command({
  usage: 'charge',
  options: (cli) =>
    chargeOptions(cli)
      .option('till', { type: 'string', default: 'till-7', describe: 'the till' })
      .option('reference', { type: 'string', describe: "the shop's own text" })
      .option('wait', {
        ...wholeNumber('--wait', {
          min: WAIT_SECONDS.shortest,
          max: WAIT_SECONDS.longest,
          example: WAIT_SECONDS.usual,
        }),
        describe: `seconds, ${WAIT_SECONDS.shortest} to ${WAIT_SECONDS.longest} [${WAIT_SECONDS.usual}]`,
      })
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
    const answer = await postCharge(session, 'shop', {
      path: '/v1/charges',
      body,
      key: idempotencyKey ?? randomUUID(),
      prefer,
    });
    if (json) return session.terminal.printJson(answer.body);
    await session.terminal.print(chargeText(answer.body, answer));
  },
});
