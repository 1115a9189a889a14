import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TwilioSms } from './sms-provider.twilio.js';

const TEXT = { to: '+34600000123', body: 'Peaje: cargo de 19,90 EUR. Ref 3f9a2c', noticeId: 'n.approved' };
const SENT = { outcome: 'sent', providerId: `SM${'0'.repeat(32)}` };
const LOST = { outcome: 'not-sent', code: 'claim-expired' };

describe('connections to Twilio', () => {
  let server: Server;
  let twilio: TwilioSms;
  let connections: number;
  let requests: number;

  beforeEach(async () => {
    connections = requests = 0;
    server = createServer((request, response) => {
      requests++;
      request.resume();
      request.on('end', () =>
        response
          .writeHead(201, { 'content-type': 'application/json' })
          .end(JSON.stringify({ sid: SENT.providerId })),
      );
    });
    server.on('connection', () => connections++);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    twilio = new TwilioSms({ accountSid: 'AC0', authToken: 'token', from: '+15005550006', baseUrl });
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('are kept: a hundred texts, ten at a time, need ten', async () => {
    for (let n = 0; n < 10; n++) {
      const ten = Array.from({ length: 10 }, () => twilio.send(TEXT, async () => true));
      expect(await Promise.all(ten)).toEqual(Array(10).fill(SENT));
    }
    expect(requests).toBe(100);
    expect(connections).toBe(10);
  });

  it('let no text leave on a kept connection without consent, and stay open for the next', async () => {
    expect(await twilio.send(TEXT)).toEqual(SENT);
    expect(await twilio.send(TEXT, async () => false)).toEqual(LOST);
    expect(await twilio.send(TEXT, () => Promise.reject(new Error('no database')))).toMatchObject({
      outcome: 'not-sent',
    });
    expect(requests).toBe(1);
    expect(await twilio.send(TEXT)).toEqual(SENT);
    expect(connections).toBe(1);
  });

  it('a text whose connection was taken or closed during the question is asked again on its own', async () => {
    expect(await twilio.send(TEXT)).toEqual(SENT);
    let questions = 0;
    const closing = twilio.send(TEXT, async () => {
      if (++questions === 1) {
        server.closeAllConnections();
        while (await isKept()) await new Promise(setImmediate);
      }
      return true;
    });
    expect(await closing).toEqual(SENT);
    expect(questions).toBe(2);
    expect(connections).toBe(2);
    const lost = twilio.send(TEXT, async () => {
      if (++questions > 3) return false;
      server.closeAllConnections();
      while (await isKept()) await new Promise(setImmediate);
      return true;
    });
    expect(await lost).toEqual(LOST);
    expect(requests).toBe(2);
  });

  /** Whether the client still holds a connection. */
  async function isKept(): Promise<boolean> {
    const { freeSockets } = (
      twilio as unknown as {
        client: { httpClient: { axios: { defaults: { httpAgent: { freeSockets: object } } } } };
      }
    ).client.httpClient.axios.defaults.httpAgent;
    return Object.keys(freeSockets).length > 0;
  }
});
