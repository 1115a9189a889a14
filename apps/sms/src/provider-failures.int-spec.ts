import { eventually, type TestDatabase } from '@peaje/testing';
import { SmsBench } from './notice.builders.js';
import { endsAs, runningSms } from './running-sms.builders.js';
import { SendRate } from './send-rate.js';

let database: TestDatabase;
let twilioUrl: string;
let sms: SmsBench;
runningSms((running) => void ({ sms, database, twilioUrl } = running));
afterEach(() => sms.switch({ mode: 'none' }));

describe('a failure of the provider', () => {
  it.each([
    ['429', 'sent', 1],
    ['hang', 'sent', 1],
    ['reset-after-accept', 'sent', 1],
    ['garbage', 'sent', 1],
  ])('%s: %s, %i text', async (mode, status, texts) => {
    await sms.switch({ mode, count: 1 });
    sms.startSender();
    const { id, phone } = await sms.owedText();
    await endsAs(sms, id, status);
    expect(await sms.texts(phone)).toHaveLength(texts);
  });

  it.each(['500', 'reset-before-accept'])('%s: not listed, so an operator decides', async (mode) => {
    await sms.switch({ mode, count: 1 });
    sms.startSender();
    const { id, phone } = await sms.owedText();
    await eventually('the provider does not find the text yet', async () =>
      expect(await sms.notice(id)).toMatchObject({ status: 'calling', lastError: 'not-found-yet' }),
    );
    await sms.age(id, 20);
    await endsAs(sms, id, 'unresolved');
    expect(await sms.notice(id)).toMatchObject({ attempts: 1, lastError: 'not-found' });
    expect(await sms.texts(phone)).toEqual([]);
  });

  it.each([
    ['a region that is not enabled', { status: 403, code: 21408 }, 'dropped'],
    ['a landline', { status: 400, code: 21635 }, 'dropped'],
    ['a number that opted out', { status: 400, code: 21610 }, 'dropped'],
  ])('%s: %j, %s', async (_, refusal, status) => {
    await sms.switch({ mode: 'refused', refusal, count: 1 });
    sms.startSender();
    const { id } = await sms.owedText();
    await endsAs(sms, id, status);
    expect(await sms.notice(id)).toMatchObject({ attempts: 1, lastError: `twilio-${refusal.code}` });
  });

  it.each([
    ['a wrong key', { status: 401, code: 20003 }],
    ["the day's limit", { status: 429, code: 63038 }],
    ['a full queue', { status: 400, code: 21611 }],
  ])('%s: the text waits, and goes out afterwards', async (_, refusal) => {
    await sms.switch({ mode: 'refused', refusal });
    sms.startSender();
    const { id, phone } = await sms.owedText();
    await eventually('the provider has refused it', async () =>
      expect(await sms.notice(id)).toMatchObject({ status: 'intent', lastError: `twilio-${refusal.code}` }),
    );
    await sms.switch({ mode: 'none' });
    await endsAs(sms, id, 'sent');
    expect(await sms.texts(phone)).toHaveLength(1);
  });

  it("more texts in a second than our sender's limit: sends fewer, and each text goes out once", async () => {
    await sms.switch({ perSecond: 20 });
    const rate = new SendRate(400);
    sms.startSender(30, rate);
    const owed = await sms.owedTexts(50);
    await eventually('the provider refuses a text', () => expect(rate.current).toBeLessThan(300));
    await eventually('all texts are sent', async () => {
      for (const { id } of owed) expect(await sms.notice(id)).toMatchObject({ status: 'sent' });
    });
    await sms.switch({ perSecond: null });
    for (const { phone } of owed) expect(await sms.texts(phone)).toHaveLength(1);
  });

  it('an invalid number: dropped', async () => {
    sms.startSender();
    const { id } = await sms.owedText('+15005550001');
    await endsAs(sms, id, 'dropped');
    expect(await sms.notice(id)).toMatchObject({ attempts: 1, lastError: 'twilio-21211' });
  });

  it('a number that opted out at Twilio: the notice is dropped, and no later text is tried', async () => {
    sms.startSender();
    const first = await sms.owedText('+15005550004');
    await endsAs(sms, first.id, 'dropped');
    const second = await sms.owedText('+15005550004');
    await endsAs(sms, second.id, 'dropped');
    expect(await sms.notice(second.id)).toMatchObject({ to: null, lastError: 'twilio-21610' });
  });

  it('no provider: the notice waits, and is sent when the provider is back', async () => {
    const elsewhere = new SmsBench(database.pool, twilioUrl, { baseUrl: 'http://127.0.0.1:1' });
    elsewhere.startSender();
    const { id, phone } = await sms.owedText();
    await eventually('the provider refuses the connection', async () =>
      expect(await sms.notice(id)).toMatchObject({ status: 'intent', lastError: 'ECONNREFUSED' }),
    );
    await elsewhere.stopSenders();
    sms.startSender();
    await endsAs(sms, id, 'sent');
    expect(await sms.texts(phone)).toHaveLength(1);
  });
});
