import type { FastifyInstance } from 'fastify';
import { buildFakeTwilio } from './app.js';

const MESSAGES = '/2010-04-01/Accounts/AC0/Messages.json';
const authorization = `Basic ${Buffer.from('AC0:token').toString('base64')}`;

let app: FastifyInstance;

const send = (form: Record<string, string>) =>
  app.inject({
    method: 'POST',
    url: MESSAGES,
    headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ From: '+34900000000', Body: 'Hola', ...form }).toString(),
  });

const fail = (body: object) => app.inject({ method: 'POST', url: '/switches', payload: body });

describe('the fake Twilio', () => {
  beforeEach(() => {
    app = buildFakeTwilio();
  });
  afterEach(() => app.close());

  it('accepts a message and shows it in every list', async () => {
    const sent = await send({ To: '+34600000123' });
    expect(sent.statusCode).toBe(201);
    const { sid } = sent.json<{ sid: string }>();
    expect(sent.json()).toMatchObject({
      status: 'queued',
      to: '+34600000123',
      body: 'Hola',
      error_code: null,
    });
    expect(sid).toMatch(/^SM[0-9a-f]{32}$/);
    const read = await app.inject({
      url: MESSAGES.replace('.json', `/${sid}.json`),
      headers: { authorization },
    });
    expect(read.json()).toEqual(sent.json());
    const list = await app.inject({ url: `/messages?to=${encodeURIComponent('+34600000123')}` });
    expect(list.json()).toMatchObject({ items: [{ sid, body: 'Hola' }] });
    expect((await app.inject({ url: '/' })).body).toContain('Hola');
  });

  it('lists newest first, by recipient, in pages', async () => {
    for (const Body of ['1', '2', '3']) await send({ To: '+34600000001', Body });
    await send({ To: '+34600000002' });
    const query = new URLSearchParams({ To: '+34600000001', PageSize: '2' });
    const page = await app.inject({ url: `${MESSAGES}?${query}`, headers: { authorization } });
    const { messages, next_page_uri } = page.json<{ messages: { body: string }[]; next_page_uri: string }>();
    expect(messages.map(({ body }) => body)).toEqual(['3', '2']);
    const rest = await app.inject({ url: next_page_uri, headers: { authorization } });
    expect(rest.json()).toMatchObject({ messages: [{ body: '1' }], next_page_uri: null });
  });

  it.each([
    ['+15005550001', 21211],
    ['+15005550004', 21610],
    ['+15005550009', 21614],
    ['', 21604],
  ])('refuses %p with %i, as Twilio does', async (To, code) => {
    const refused = await send({ To });
    expect(refused.statusCode).toBe(400);
    expect(refused.json()).toMatchObject({
      code,
      status: 400,
      message: expect.any(String),
      more_info: expect.any(String),
    });
  });

  it('needs a key', async () => {
    expect((await app.inject({ url: MESSAGES })).json()).toMatchObject({ status: 401, code: 20003 });
  });

  it('fails the number of messages that a switch says', async () => {
    await fail({ mode: '429', count: 1 });
    expect((await send({ To: '+34600000001' })).statusCode).toBe(429);
    expect((await send({ To: '+34600000001' })).statusCode).toBe(201);
    await fail({ mode: '500' });
    expect((await send({ To: '+34600000001' })).statusCode).toBe(500);
    await fail({ mode: 'garbage', count: 1 });
    expect((await send({ To: '+34600000001' })).body).not.toContain('sid');
    expect((await fail({ mode: 'explode' })).statusCode).toBe(400);
  });

  it('takes no more texts in a second than its limit, and says when to come again', async () => {
    await fail({ perSecond: 2 });
    const sent = await Promise.all(Array.from({ length: 9 }, () => send({ To: '+34600000001' })));
    const refused = sent.filter(({ statusCode }) => statusCode === 429);
    expect(refused.length).toBeGreaterThan(4);
    expect(refused[0]!.headers['retry-after']).toBe('1');
    expect(refused[0]!.json()).toMatchObject({ code: 20429, status: 429 });
    await fail({ perSecond: null });
    expect((await send({ To: '+34600000001' })).statusCode).toBe(201);
  });

  it('takes as long for an answer as a switch says', async () => {
    await fail({ answerAfterMs: 60 });
    const startedMs = performance.now();
    expect((await send({ To: '+34600000001' })).statusCode).toBe(201);
    expect(performance.now() - startedMs).toBeGreaterThan(55);
  });

  it('needs an inbound webhook before a holder can send a text', async () => {
    const text = { from: '+34600000001', body: 'STOP' };
    expect((await app.inject({ method: 'POST', url: '/inbound', payload: text })).statusCode).toBe(409);
    await fail({ inboundUrl: 'http://127.0.0.1:1/inbound' });
    const called = await app.inject({ method: 'POST', url: '/inbound', payload: text });
    expect(called.json()).toEqual({ sid: expect.stringMatching(/^SM[0-9a-f]{32}$/), status: null });
  });

  it('escapes HTML in texts', async () => {
    await send({ To: '+34600000001', Body: '<script>alert(1)</script>' });
    expect((await app.inject({ url: '/' })).body).not.toContain('<script>');
  });
});
