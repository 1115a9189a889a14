import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TwilioSms } from './sms-provider.twilio.js';

const TEXT = { to: '+34600000123', body: 'Peaje: cargo de 19,90 EUR. Ref 3f9a2c', noticeId: 'n.approved' };
const SID = `SM${'0'.repeat(32)}`;

let server: Server;
let twilio: TwilioSms;

async function answering(listener: RequestListener): Promise<void> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  twilio = new TwilioSms({ accountSid: 'AC0', authToken: 'token', from: '+15005550006', baseUrl });
}

const json =
  (status: number, body: unknown): RequestListener =>
  (_, response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

/** A server on loopback stands in for Twilio: these specs show how the real SDK reads its answers. */
describe('TwilioSms', () => {
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('sends to the other host what Twilio would get', async () => {
    const seen: unknown[] = [];
    await answering((request, response) => {
      let form = '';
      request.on('data', (chunk) => (form += chunk));
      request.on('end', () => {
        seen.push(
          request.method,
          request.url,
          request.headers.authorization,
          Object.fromEntries(new URLSearchParams(form)),
        );
        json(201, { sid: SID })(request, response);
      });
    });
    await expect(twilio.send(TEXT)).resolves.toEqual({ outcome: 'sent', providerId: SID });
    expect(seen).toEqual([
      'POST',
      '/2010-04-01/Accounts/AC0/Messages.json',
      `Basic ${Buffer.from('AC0:token').toString('base64')}`,
      { To: TEXT.to, From: '+15005550006', Body: TEXT.body },
    ]);
  });

  it.each([
    ['an invalid number', json(400, { code: 21211, message: 'm', status: 400 }), 'refused', 'twilio-21211'],
    ['who opted out', json(400, { code: 21610, message: 'm', status: 400 }), 'opted-out', 'twilio-21610'],
    ['a wrong key', json(401, { code: 20003, message: 'm', status: 401 }), 'misconfigured', 'twilio-20003'],
    ['too many requests', json(429, { code: 20429, message: 'm', status: 429 }), 'not-sent', 'twilio-20429'],
    ['an error over there', json(500, { code: 20500, message: 'm', status: 500 }), 'unclear', 'twilio-20500'],
    [
      'a 503 of a proxy',
      ((_, r) => void r.writeHead(503).end('<html>')) as RequestListener,
      'unclear',
      'http-503',
    ],
    ['201 without a message', json(201, {}), 'unclear', 'no-message-id'],
    [
      '201 with something else',
      ((_, r) => void r.writeHead(201).end('<html>')) as RequestListener,
      'unclear',
      'no-answer',
    ],
    ['a reset', ((q) => void q.socket.resetAndDestroy()) as RequestListener, 'unclear', 'ECONNRESET'],
  ])('%s', async (_, listener, outcome, code) => {
    await answering(listener);
    await expect(twilio.send(TEXT)).resolves.toEqual({ outcome, code });
  });

  it('reports not-sent when no server listens', async () => {
    await answering(json(201, {}));
    await new Promise((resolve) => server.close(resolve));
    await expect(twilio.send(TEXT)).resolves.toEqual({ outcome: 'not-sent', code: 'ECONNREFUSED' });
  });

  it('asks on the open connection whether the text may leave, and sends no byte without consent', async () => {
    let bytes = 0;
    await answering(json(201, { sid: SID }));
    const connected = new Promise<void>((resolve) =>
      server.on('connection', (socket) => {
        socket.on('data', (data: Buffer) => (bytes += data.length));
        resolve();
      }),
    );
    const result = await twilio.send(TEXT, async () => {
      await connected;
      expect(bytes).toBe(0);
      return false;
    });
    expect(result).toEqual({ outcome: 'not-sent', code: 'claim-expired' });
    expect(bytes).toBe(0);
    await expect(twilio.send(TEXT, async () => true)).resolves.toEqual({ outcome: 'sent', providerId: SID });
  });

  it('an error of the question is no consent', async () => {
    await answering(json(201, { sid: SID }));
    const question = () => Promise.reject(Object.assign(new Error('no database'), { code: 'ECONNRESET' }));
    await expect(twilio.send(TEXT, question)).resolves.toEqual({ outcome: 'not-sent', code: 'ECONNRESET' });
  });

  it('asks each text of several at once, and a look-up never', async () => {
    await answering(json(201, { sid: SID, messages: [] }));
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, n) => twilio.send(TEXT, async () => n % 2 === 0)),
    );
    expect(results.map(({ outcome }) => outcome)).toEqual(
      Array.from({ length: 8 }, (_, n) => (n % 2 === 0 ? 'sent' : 'not-sent')),
    );
  });

  const listed = (body: string, createdAt: string) =>
    json(200, { messages: [{ sid: SID, to: TEXT.to, body, date_created: createdAt }] });

  it.each([
    ['the text', TEXT.body, 'Sun, 22 Nov 2026 10:00:01 +0000', SID],
    [
      'the text of a trial account',
      `Sent from your Twilio trial account - ${TEXT.body}`,
      'Sun, 22 Nov 2026 10:00:01 +0000',
      SID,
    ],
    ['another text', 'Peaje: cargo de 5,00 EUR. Ref 111111', 'Sun, 22 Nov 2026 10:00:01 +0000', null],
    ['one from long before', TEXT.body, 'Sun, 22 Nov 2026 09:00:00 +0000', null],
  ])('finds %s', async (_, body, createdAt, sid) => {
    await answering(listed(body, createdAt));
    await expect(twilio.find(TEXT, new Date('2026-11-22T10:00:00Z'))).resolves.toBe(sid);
  });

  it('does not take an error for "not found", and does not repeat the text in it', async () => {
    await answering(json(500, { code: 20500, message: 'm', status: 500 }));
    const error: unknown = await twilio.find(TEXT, new Date()).catch((e: unknown) => e);
    expect(error).toMatchObject({ name: 'NoAnswerError', code: 'twilio-20500' });
    expect(JSON.stringify(error)).not.toContain('600000123');
  });
});
