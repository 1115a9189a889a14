import { SystemClock } from '@peaje/kernel';
import type { Relay } from '@peaje/messaging';
import { eventually } from '@peaje/testing';
import { DeliveryReports } from './delivery-reports.js';
import type { ClaimedNotice } from './notice-calls.js';
import { NoticeResolutions } from './notice-resolutions.js';
import { NoticeSender } from './notice-sender.js';
import type { SmsBench } from './notice.builders.js';
import { runningSms } from './running-sms.builders.js';
import { SmsDatabase } from './sms-database.js';

/** The first text of a notice has this id at the provider, although our call had no answer. */
const FIRST = `SM${'1'.repeat(32)}`;
const SECOND = `SM${'2'.repeat(32)}`;

describe('a delivery report for the first text of a notice that an operator sends again', () => {
  let sms: SmsBench;
  let reports: DeliveryReports;
  let resolutions: NoticeResolutions;
  runningSms((running) => {
    ({ sms } = running);
    const prisma = new SmsDatabase(running.database.pool);
    reports = new DeliveryReports(running.database.pool);
    const relay = { offer: () => undefined } as unknown as Relay;
    resolutions = new NoticeResolutions(prisma, relay, new NoticeSender(sms.calls()), new SystemClock());
  });

  /** No sender runs, so the notice waits for its second call. */
  async function sentAgain(decision: 'send-again' | 'drop' = 'send-again') {
    const { id, phone } = await sms.owedText();
    await sms.calls().claim(10);
    await sms.resolveNothing(id);
    await resolutions.resolve({ noticeId: id, decision, reason: 'the holder called', operator: 'bank' });
    return { id, phone };
  }
  const report = (noticeId: string, status: string, providerId = FIRST, attempt: number | undefined = 1) =>
    reports.record({ noticeId, status, providerId, attempt, errorCode: undefined });
  /** The claim of the second call. */
  async function claimed(id: string): Promise<ClaimedNotice> {
    const { calls } = await sms.calls().claim(10);
    return calls.find((call) => call.id === id)!;
  }

  it.each([
    ['delivered', 'delivered'],
    ['sent', 'sent'],
  ])('%s: the notice is %s, and no second text goes out', async (status, end) => {
    const { id, phone } = await sentAgain();
    await report(id, status);
    sms.startSender();
    const other = await sms.owedText();
    await eventually('the sender has sent a later notice', async () =>
      expect(await sms.notice(other.id)).toMatchObject({ status: 'sent' }),
    );
    expect(await sms.notice(id)).toMatchObject({ status: end, providerId: FIRST });
    expect(await sms.texts(phone)).toEqual([]);
  });

  it('failed: the second text goes out, as the operator decided', async () => {
    const { id, phone } = await sentAgain();
    await report(id, 'failed');
    sms.startSender();
    await eventually('the notice is sent', async () =>
      expect(await sms.notice(id)).toMatchObject({ status: 'sent' }),
    );
    expect(await sms.texts(phone)).toHaveLength(1);
  });

  it('delivered, after the operator dropped the notice: it is delivered', async () => {
    const { id } = await sentAgain('drop');
    await report(id, 'delivered');
    expect(await sms.notice(id)).toMatchObject({ status: 'delivered', providerId: FIRST, lastError: null });
  });

  it('delivered between the second claim and its call: the second text does not leave', async () => {
    const { id, phone } = await sentAgain();
    const notice = await claimed(id);
    await report(id, 'delivered');
    await sms.calls().call(notice);
    expect(await sms.notice(id)).toMatchObject({ status: 'delivered', providerId: FIRST });
    expect(await sms.texts(phone)).toEqual([]);
  });

  it('failed while the second call is under way: the end of the second text counts', async () => {
    const { id } = await sentAgain();
    await claimed(id);
    await report(id, 'failed');
    expect(await sms.notice(id)).toMatchObject({ status: 'calling' });
    await report(id, 'undelivered', SECOND, 2);
    expect(await sms.notice(id)).toMatchObject({ status: 'undelivered', providerId: SECOND });
  });

  it.each(['sent', 'undelivered'])(
    '%s: a second text that arrives makes the notice delivered',
    async (first) => {
      const { id } = await sentAgain();
      await claimed(id);
      await report(id, 'sent');
      await report(id, first);
      await report(id, 'delivered', SECOND, 2);
      expect(await sms.notice(id)).toMatchObject({ status: 'delivered', providerId: SECOND });
      await report(id, 'failed', SECOND, 2);
      expect(await sms.notice(id)).toMatchObject({ status: 'delivered' });
    },
  );
});
