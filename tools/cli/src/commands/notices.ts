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
        describe: 'only notices that an operator must resolve: their text may or may not be sent',
      })
      .option('charge', { type: 'string', describe: 'of this charge' })
      .option('max', { type: 'number', default: NEWEST, describe: 'only the newest' })
      .example('$0 notices --unresolved', 'the notices that wait for an operator'),
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
    if (json) return session.terminal.printJson(shown);
    await session.terminal.print(noticesText(shown, total));
  },
});
