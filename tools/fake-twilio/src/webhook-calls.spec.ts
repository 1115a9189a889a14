import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { switchBody } from './switches.js';
import { signatureOf, WebhookCalls } from './webhook-calls.js';

const TOKEN = '12345';

describe('signatureOf', () => {
  it("makes the signature of Twilio's documentation", () => {
    const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
    const fields = {
      CallSid: 'CA1234567890ABCDE',
      Caller: '+14158675309',
      Digits: '1234',
      From: '+14158675309',
      To: '+18005551212',
    };
    expect(signatureOf(TOKEN, { url, fields })).toBe('RSOYDt4T1cUTdK1PDd93/VVr8B8=');
  });
});

describe('WebhookCalls', () => {
  let server: Server;
  let url: string;
  const seen: { step: string; signature: IncomingMessage['headers'][string] }[] = [];
  const webhooks = new WebhookCalls(TOKEN);

  beforeAll(async () => {
    server = createServer((request, response) => {
      let form = '';
      request.on('data', (chunk) => (form += chunk));
      request.on('end', () => {
        const step = new URLSearchParams(form).get('step')!;
        seen.push({ step, signature: request.headers['x-twilio-signature'] });
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });

  afterAll(() => {
    webhooks.stop();
    server.closeAllConnections();
    server.close();
  });

  const call = (step: string) => ({ url, fields: { step } });

  it.each([
    ['in order', {}, ['a', 'b']],
    ['doubled', { doubled: true }, ['a', 'a', 'b', 'b']],
    ['shuffled', { shuffled: true }, ['b', 'a']],
    ['late', { lateMs: 50 }, ['a', 'b']],
  ])('calls %s', async (_, callbacks, steps) => {
    seen.length = 0;
    webhooks.later([call('a'), call('b')], switchBody.parse({ callbacks }).callbacks!);
    while (seen.length < steps.length) await delay(5);
    expect(seen.map(({ step }) => step)).toEqual(steps);
    expect(seen[0]!.signature).toBe(signatureOf(TOKEN, call(steps[0]!)));
  });

  it('uses one connection again and again, and a new one when it was closed meanwhile', async () => {
    let connections = 0;
    server.on('connection', () => connections++);
    for (let n = 0; n < 10; n++) expect(await webhooks.call(call('a'))).toBe(204);
    expect(connections).toBeLessThanOrEqual(1);
    const before = connections;
    // Not awaited: the end of the connection and the next call meet on their way.
    server.closeIdleConnections();
    expect(await webhooks.call(call('a'))).toBe(204);
    expect(connections).toBe(before + 1);
  });

  it('signs a forged call with another token', async () => {
    seen.length = 0;
    expect(await webhooks.call(call('a'), true)).toBe(204);
    expect(seen[0]!.signature).not.toBe(signatureOf(TOKEN, call('a')));
  });
});
