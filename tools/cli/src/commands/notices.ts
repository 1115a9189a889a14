import { noticeView, type NoticeView } from '@peaje/contracts';
import { command } from '../command.js';
import { eachItem } from '../pages.js';
import { noticesText } from '../render/notices.js';

const NEWEST = 50;

export const noticesCommand = command({
  usage: 'notices',
  describe: 'the texts to holders',
  options: (cli) =>
    cli
      .option('unresolved', {
        type: 'boolean',
        default: false,
        describe: 'only those where nobody knows whether they were sent: an operator decides',
      })
      .option('charge', { type: 'string', describe: 'of this charge' })
      .option('max', { type: 'number', default: NEWEST, describe: 'the newest so many' })
      .example('$0 notices --unresolved', 'what waits for an operator'),
  run: async (session, { unresolved, charge, max, json }) => {
    const query = {
      ...(charge === undefined ? {} : { chargeId: charge }),
      ...(unresolved ? { status: 'unresolved' } : {}),
    };
    let newest: NoticeView[] = [];
    let total = 0;
    for await (const notice of eachItem(session.service('sms', 'bank'), noticeView, '/v1/notices', query)) {
      total++;
      newest.push(notice);
      if (newest.length > 2 * max) newest = newest.slice(-max);
    }
    const shown = newest.slice(-max);
    if (json) return session.terminal.json(shown);
    await session.terminal.say(noticesText(shown, total));
  },
});
