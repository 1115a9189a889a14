import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { buildFakeTwilio } from '@peaje/fake-twilio';
import { createTestDatabase, eventually, type TestDatabase } from '@peaje/testing';
import twilioSdk from 'twilio';
import { newAccount, SmsBench } from './notice.builders.js';
import { startWebhooks, type WebhooksConfig } from './running-webhooks.builders.js';

const TOKEN = 'fake-auth-token';
const twilio = buildFakeTwilio({ authToken: TOKEN });
const config: WebhooksConfig = { TWILIO_AUTH_TOKEN: TOKEN };
let app: NestFastifyApplication;
let database: TestDatabase;
let url: string;
let sms: SmsBench;

/** Calls a webhook as Twilio does, with a signature that we made. */
async function post(path: string, fields: Record<string, string>, signature?: string): Promise<Response> {
  const signed = twilioSdk.getExpectedTwilioSignature(TOKEN, `${url}${path}`, fields);
  return fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'x-twilio-signature': signature ?? signed },
    body: new URLSearchParams(fields),
  });
}

const report = (sid: string, status: string, more: Record<string, string> = {}) =>
  post('/webhooks/twilio/status', { MessageSid: sid, MessageStatus: status, ...more });

const endsAs = (id: string, status: string) =>
  eventually(`the notice is ${status}`, async () => expect(await sms.notice(id)).toMatchObject({ status }));

const sentNotice = async () => {
  await sms.switch({ callbacks: { lateMs: 600_000 } });
  const owed = await sms.owedText();
  await endsAs(owed.id, 'sent');
  return { ...owed, sid: (await sms.notice(owed.id)).providerId! };
};

beforeAll(async () => {
  Logger.overrideLogger(false);
  database = await createTestDatabase('sms');
  ({ app, url } = await startWebhooks(database.pool, config));
  config.PEAJE_PUBLIC_URL = url;
  const twilioUrl = await twilio.listen({ host: '127.0.0.1', port: 0 });
  sms = new SmsBench(database.pool, twilioUrl, { statusUrl: `${url}/webhooks/twilio/status` });
  await sms.switch({ inboundUrl: `${url}/webhooks/twilio/inbound` });
  sms.startSender();
});

afterEach(async () => {
  config.PEAJE_PUBLIC_URL = url;
  await sms.switch({ mode: 'none', callbacks: {} });
});

afterAll(async () => {
  await sms.stopSenders();
  await twilio.close();
  await app.close();
  await database.drop();
});

describe('POST /webhooks/twilio/status', () => {
  it.each([
    ['delivered', {}, 'delivered', null],
    ['late', { lateMs: 300 }, 'delivered', null],
    ['doubled', { doubled: true }, 'delivered', null],
    ['shuffled', { shuffled: true }, 'delivered', null],
    ['all of it', { lateMs: 100, doubled: true, shuffled: true }, 'delivered', null],
    ['undelivered', { end: 'undelivered' }, 'undelivered', 'twilio-30003'],
    ['failed', { end: 'failed', shuffled: true }, 'undelivered', 'twilio-30003'],
  ])('%s', async (_, callbacks, status, lastError) => {
    await sms.switch({ callbacks });
    const { id, phone } = await sms.owedText();
    await endsAs(id, status);
    expect(await sms.notice(id)).toMatchObject({ lastError });
    expect(await sms.texts(phone)).toHaveLength(1);
  });

  it('a report for a call without an answer: no look-up is needed', async () => {
    await sms.switch({ mode: 'hang', count: 1 });
    const { id, phone } = await sms.owedText();
    await endsAs(id, 'delivered');
    const [text] = await sms.texts(phone);
    expect(await sms.notice(id)).toMatchObject({ attempts: 1, providerId: text!.sid });
  });

  it('a forged report changes nothing', async () => {
    await sms.switch({ callbacks: { forged: true } });
    const { id } = await sms.owedText();
    await endsAs(id, 'sent');
    const { providerId } = await sms.notice(id);
    const fields = { MessageSid: providerId!, MessageStatus: 'delivered' };
    for (const signature of ['', 'bm90IGl0', twilioSdk.getExpectedTwilioSignature('other', url, fields)]) {
      const refused = await post('/webhooks/twilio/status', fields, signature);
      expect(refused.status).toBe(403);
      expect(refused.headers.get('content-type')).toContain('application/problem+json');
      expect(await refused.json()).toMatchObject({ code: 'signature-invalid' });
    }
    expect(await sms.notice(id)).toMatchObject({ status: 'sent' });
  });

  it('a signature of other fields or of another notice is no signature', async () => {
    const { id, sid } = await sentNotice();
    const fields = { MessageSid: sid, MessageStatus: 'sent' };
    const signature = twilioSdk.getExpectedTwilioSignature(TOKEN, `${url}/webhooks/twilio/status`, fields);
    const changed = { ...fields, MessageStatus: 'delivered' };
    expect((await post('/webhooks/twilio/status', changed, signature)).status).toBe(403);
    expect((await post(`/webhooks/twilio/status?notice=${id}`, fields, signature)).status).toBe(403);
    expect(await sms.notice(id)).toMatchObject({ status: 'sent' });
  });

  it('only forward, and the first end counts', async () => {
    const { id, sid } = await sentNotice();
    for (const status of ['queued', 'sent', 'toString']) {
      expect((await report(sid, status)).status).toBe(204);
    }
    expect(await sms.notice(id)).toMatchObject({ status: 'sent' });
    await report(sid, 'delivered');
    for (const status of ['queued', 'sent', 'failed']) await report(sid, status);
    expect(await sms.notice(id)).toMatchObject({ status: 'delivered', lastError: null });
  });

  it('many at once, of which one cannot be stored: that one is not answered with 204, and the others count', async () => {
    const sent = [];
    for (let n = 0; n < 5; n++) sent.push(await sentNotice());
    const odd = sent[2]!;
    await database.pool.query(
      `ALTER TABLE notice ADD CONSTRAINT odd CHECK (id <> '${odd.id}' OR status <> 'delivered')`,
    );
    const answers = await Promise.all(sent.map(({ sid }) => report(sid, 'delivered')));
    await database.pool.query('ALTER TABLE notice DROP CONSTRAINT odd');
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 500, 204, 204]);
    for (const { id } of sent)
      expect(await sms.notice(id)).toMatchObject({ status: id === odd.id ? 'sent' : 'delivered' });
    expect((await report(odd.sid, 'delivered')).status).toBe(204);
    expect(await sms.notice(odd.id)).toMatchObject({ status: 'delivered' });
  });

  it('a text that is not ours: 204 and nothing', async () => {
    expect((await report(`SM${'0'.repeat(32)}`, 'delivered')).status).toBe(204);
  });

  it('without a public address the signature covers the called address', async () => {
    const { id, sid } = await sentNotice();
    delete config.PEAJE_PUBLIC_URL;
    expect((await report(sid, 'delivered')).status).toBe(204);
    expect(await sms.notice(id)).toMatchObject({ status: 'delivered' });
  });

  it.each([
    ['read', 'delivered'],
    ['canceled', 'undelivered'],
  ])('%s: %s', async (status, end) => {
    const { id, sid } = await sentNotice();
    await report(sid, status);
    expect(await sms.notice(id)).toMatchObject({ status: end });
  });

  it('a report that a number opted out does not undo a START after its text', async () => {
    const { phone, sid } = await sentNotice();
    await sms.textBack({ from: phone, body: 'START' });
    await report(sid, 'failed', { ErrorCode: '21610' });
    const { id } = await sms.owedText(phone);
    await endsAs(id, 'sent');
  });

  it('a number that opted out by a report gets no more texts, until it opts in', async () => {
    await sms.switch({ callbacks: { end: 'undelivered', errorCode: '21610' } });
    const { phone } = newAccount();
    await endsAs((await sms.owedText(phone)).id, 'undelivered');
    await eventually('the number is suppressed', async () => {
      const { rows } = await database.pool.query('SELECT reason FROM suppressed_number WHERE phone = $1', [
        phone,
      ]);
      expect(rows).toEqual([{ reason: 'twilio-21610' }]);
    });
    await endsAs((await sms.owedText(phone)).id, 'dropped');
    await sms.switch({ callbacks: {} });
    await sms.textBack({ from: phone, body: 'Reanudar', optOutType: 'START' });
    await endsAs((await sms.owedText(phone)).id, 'delivered');
  });

  it('a number that opted out by a report gets no more texts', async () => {
    const { phone, sid } = await sentNotice();
    await report(sid, 'failed', { ErrorCode: '21610' });
    const { id } = await sms.owedText(phone);
    await endsAs(id, 'dropped');
  });
});

describe('POST /webhooks/twilio/inbound', () => {
  const nextText = async (phone: string) => {
    const { id } = await sms.owedText(phone);
    await eventually('the provider has answered', async () =>
      expect((await sms.notice(id)).status).not.toMatch(/intent|calling/),
    );
    const { status, lastError } = await sms.notice(id);
    return { texted: status !== 'dropped', lastError };
  };

  it.each(['STOP', 'alto', ' Baja. ', 'Unsubscribe'])('%j: no more texts', async (body) => {
    const { phone } = newAccount();
    expect(await sms.textBack({ from: phone, body })).toMatchObject({ status: 200 });
    expect(await nextText(phone)).toEqual({ texted: false, lastError: 'opted-out' });
    expect(await sms.texts(phone)).toEqual([]);
  });

  it('START: texts again; a START that is delivered again does not undo a later STOP', async () => {
    const { phone } = newAccount();
    await sms.textBack({ from: phone, body: 'STOP' });
    const { sid } = await sms.textBack({ from: phone, body: 'START' });
    expect(await nextText(phone)).toMatchObject({ texted: true });
    await sms.textBack({ from: phone, body: 'STOP' });
    expect(await sms.textBack({ from: phone, body: 'START', sid })).toMatchObject({ status: 200 });
    expect(await nextText(phone)).toMatchObject({ texted: false });
  });

  it("Twilio's own verdict counts, whatever the text is", async () => {
    const { phone } = newAccount();
    await sms.textBack({ from: phone, body: 'ARRÊT', optOutType: 'STOP' });
    expect(await nextText(phone)).toEqual({ texted: false, lastError: 'opted-out' });
    await sms.textBack({ from: phone, body: 'START', optOutType: 'HELP' });
    expect(await nextText(phone)).toMatchObject({ texted: false });
    await sms.textBack({ from: phone, body: 'abonarse', optOutType: 'START' });
    expect(await nextText(phone)).toMatchObject({ texted: true });
    await sms.textBack({ from: phone, body: 'STOP', optOutType: 'HELP' });
    expect(await nextText(phone)).toMatchObject({ texted: true });
  });

  it('a sentence is no choice, and a forged text changes nothing', async () => {
    const { phone } = newAccount();
    expect(await sms.textBack({ from: phone, body: 'please stop by' })).toMatchObject({ status: 200 });
    expect(await sms.textBack({ from: phone, body: 'STOP', forged: true })).toMatchObject({ status: 403 });
    expect(await nextText(phone)).toMatchObject({ texted: true });
  });
});
