import { randomUUID } from 'node:crypto';
import type { TollPassageBody } from '@peaje/contracts';
import { optional, timeOf } from '../arguments.js';
import { command } from '../command.js';
import { chargeText } from '../render/charge.js';
import { chargeOptions } from './charge-options.js';
import { postCharge } from './post-charge.js';

export const tollCommand = command({
  usage: 'toll',
  options: (cli) =>
    chargeOptions(cli)
      .option('gate', { type: 'string', default: 'gate-3', describe: 'the gate' })
      .option('lane', { type: 'string', default: 'lane-1', describe: 'its lane' })
      .option('passed-at', {
        type: 'string',
        describe: 'when the car passed: 2026-11-22T10:00:00Z, or 5m ago [now]',
        coerce: optional((given) => timeOf('--passed-at', given).toISOString()),
      })
      .example('$0 toll --card card_rich --amount 3.90', 'a passage'),
  run: async (session, { card, amount, gate, lane, passedAt, idempotencyKey, json }) => {
    const body: TollPassageBody = {
      gateId: gate,
      laneId: lane,
      card: { token: card },
      amount,
      passedAt: passedAt ?? new Date().toISOString(),
    };
    const answer = await postCharge(session, 'toll', {
      path: '/v1/toll-passages',
      body,
      key: idempotencyKey ?? randomUUID(),
    });
    if (json) return session.terminal.printJson(answer.body);
    await session.terminal.print(chargeText(answer.body, answer));
  },
});
