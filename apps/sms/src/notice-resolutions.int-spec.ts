import { Logger } from '@nestjs/common';
import { buildFakeTwilio } from '@peaje/fake-twilio';
import { SystemClock } from '@peaje/kernel';
import type { Relay } from '@peaje/messaging';
import { createTestDatabase, eventually, type TestDatabase } from '@peaje/testing';
import { SmsDatabase } from './sms-database.js';
import { SmsBench } from './notice.builders.js';
import { NoticeResolutions } from './notice-resolutions.js';

describe('an operator decides about an unresolved text', () => {
  const twilio = buildFakeTwilio();
  const relay = { offer: () => undefined } as unknown as Relay;
  let database: TestDatabase;
  let sms: SmsBench;
  let resolutions: NoticeResolutions;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    const twilioUrl = await twilio.listen({ host: '127.0.0.1', port: 0 });
    database = await createTestDatabase('sms');
    sms = new SmsBench(database.pool, twilioUrl);
    const prisma = new SmsDatabase(database.pool);
    resolutions = new NoticeResolutions(prisma, relay, sms.startSender(), new SystemClock());
  });
  afterAll(async () => {
    await sms.stopSenders();
    await database.drop();
    await twilio.close();
  });

  const decide = (noticeId: string, decision: 'send-again' | 'drop') =>
    resolutions.resolve({ noticeId, decision, reason: 'the holder called', operator: 'bank' });
  const endsAs = (id: string, status: string) =>
    eventually(`the notice is ${status}`, async () => expect(await sms.notice(id)).toMatchObject({ status }));
  const recorded = async (noticeId: string) =>
    (await database.pool.query<{ topic: string; value: string }>('SELECT topic, value FROM outbox')).rows
      .map(({ topic, value }) => ({ topic, data: JSON.parse(value) as { details: { noticeId: string } } }))
      .filter(({ data }) => data.details.noticeId === noticeId);

  /** The provider answered 500 and does not list the text: it may or may not have gone out. */
  async function unresolved(): Promise<{ id: string; phone: string }> {
    await sms.switch({ mode: '500', count: 1 });
    const owed = await sms.owedText();
    await eventually('the provider has answered once', async () =>
      expect(await sms.notice(owed.id)).toMatchObject({
        attempts: 1,
        lastError: expect.stringMatching(/twilio-20500|not-found-yet/),
      }),
    );
    await sms.age(owed.id, 30);
    await endsAs(owed.id, 'unresolved');
    return owed;
  }

  it('send: one text goes out, and the same commit stores the operation for the audit record', async () => {
    const { id, phone } = await unresolved();
    await decide(id, 'send-again');
    await endsAs(id, 'sent');
    expect(await sms.texts(phone)).toHaveLength(1);
    expect(await recorded(id)).toMatchObject([
      {
        topic: 'operations.performed',
        data: {
          group: 'sms',
          operation: 'resolve-notice',
          operator: 'bank',
          reason: 'the holder called',
          details: { noticeId: id, decision: 'send-again' },
        },
      },
    ]);
  });

  it('drop: no text goes out, and a second decision changes and records nothing', async () => {
    const { id, phone } = await unresolved();
    expect(await decide(id, 'drop')).toMatchObject({ status: 'dropped' });
    await expect(decide(id, 'send-again')).rejects.toMatchObject({ code: 'already-resolved' });
    expect(await sms.notice(id)).toMatchObject({ status: 'dropped' });
    expect(await sms.texts(phone)).toEqual([]);
    expect(await recorded(id)).toHaveLength(1);
  });

  it('ten decisions at once: one counts', async () => {
    const { id, phone } = await unresolved();
    const ends = await Promise.allSettled(Array.from({ length: 10 }, () => decide(id, 'send-again')));
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await endsAs(id, 'sent');
    expect(await sms.texts(phone)).toHaveLength(1);
    expect(await recorded(id)).toHaveLength(1);
  });

  it('the service refuses an unknown notice and one that was sent', async () => {
    await expect(decide('nobody', 'drop')).rejects.toMatchObject({ code: 'not-found' });
    const { id } = await sms.owedText();
    await endsAs(id, 'sent');
    await expect(decide(id, 'send-again')).rejects.toMatchObject({ code: 'already-resolved' });
    expect(await recorded(id)).toEqual([]);
  });
});
