import { noticeView } from '@peaje/contracts';
import { chargeIdOf, optional, wholeNumber } from '../arguments.js';
import { command } from '../command.js';
import { firstItems } from '../pages.js';
import { noticesText } from '../render/notices.js';

const NEWEST = 50;

export const noticesCommand = command({
  usage: 'notices',
  options: (cli) =>
    cli
      .option('unresolved', {
        type: 'boolean',
        default: false,
        describe: 'only notices that an operator must resolve: their text may or may not be sent',
      })
      .option('charge', { type: 'string', describe: 'of this charge', coerce: optional(chargeIdOf) })
      .option('max', {
        ...wholeNumber('--max', { min: 1, example: 5, default: NEWEST }),
        describe: 'only the newest',
      })
      .example('$0 notices --max 5', 'the newest five')
      .example('$0 notices --unresolved', 'the notices that wait for an operator'),
  run: async (session, { unresolved, charge, max, json }) => {
    const { terminal } = session;
    const query = {
      order: 'newest',
      ...(charge === undefined ? {} : { chargeId: charge }),
      ...(unresolved ? { status: 'unresolved' } : {}),
    };
    const sms = session.service('sms', 'bank');
    const { items, hasMore } = await firstItems(sms, noticeView, '/v1/notices', query, max);
    // The newest stands at the end, next to the prompt.
    const shown = items.toReversed();
    if (json) return terminal.printJson(shown);
    await terminal.print(noticesText(shown, hasMore, terminal.width));
  },
});
