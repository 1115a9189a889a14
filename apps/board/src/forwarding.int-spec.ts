import {
  demoCards,
  demoKeys,
  type BoardView,
  type ChargeView,
  type PhoneView,
  type Problem,
} from '@peaje/contracts';
import { eventually, urlOf } from '@peaje/testing';
import { BOARD_KEYS, runningBoard, type RunningBoard } from './running-board.builders.js';

const purchase = (token: string, tillId = 'till-7') => ({
  ...{ tillId, card: { token } },
  amount: { value: '1990', currency: 'EUR' },
});
const passage = (token: string) => ({
  ...{ gateId: 'gate-3', laneId: 'lane-1', card: { token } },
  amount: { value: '390', currency: 'EUR' },
  passedAt: new Date().toISOString(),
});
const key = () => ({ 'idempotency-key': crypto.randomUUID() });

/** What the shop itself finds at pos. */
async function chargesOf(tillId: string): Promise<readonly ChargeView[]> {
  const answer = await fetch(`${urlOf('pos')}/v1/charges?tillId=${tillId}`, {
    headers: { authorization: `Bearer ${demoKeys.merchant}` },
  });
  return ((await answer.json()) as { items: ChargeView[] }).items;
}

describe('a board with keys', () => {
  let board: RunningBoard;
  runningBoard(
    (running) => {
      board = running;
    },
    { ...BOARD_KEYS, PEAJE_BOARD_PHONE_URL: urlOf('fake-twilio') },
  );

  it('charges as the till, and the same key again is the same charge', async () => {
    const headers = { ...key(), prefer: 'wait=20' };
    const first = await board.post<ChargeView>('/v1/charges', purchase('card_rich'), headers);
    expect(first).toMatchObject({ status: 201, body: { status: 'approved', merchantId: 'm_corner_shop' } });
    expect(first.headers.get('preference-applied')).toBe('wait=20');
    expect(first.headers.get('location')).toBe(`/v1/charges/${first.body.id}`);
    const again = await board.post<ChargeView>('/v1/charges', purchase('card_rich'), headers);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.body.id).toBe(first.body.id);

    const cancelled = await board.post<ChargeView>(`/v1/charges/${first.body.id}/cancellation`, undefined);
    expect(cancelled).toMatchObject({ status: 200, body: { status: 'cancelled' } });
    const read = await board.get<ChargeView>(`/v1/charges/${first.body.id}`);
    expect(read).toMatchObject({ status: 200, body: { ledger: 'reversed' } });
  });

  it('passes the gate, one by one and as a file, and the gate refuses prepaid cards', async () => {
    const one = await board.post<ChargeView>('/v1/toll-passages', passage('card_rich'), key());
    expect(one).toMatchObject({ status: 202, body: { merchantId: 'm_toll_road', kind: 'toll' } });
    expect(await board.post<Problem>('/v1/toll-passages', passage('card_prepaid'), key())).toMatchObject({
      status: 422,
      body: { code: 'prepaid-not-accepted', detail: expect.any(String) },
    });
    const lines = ['card_rich', 'card_prepaid'].map((token) => ({
      id: crypto.randomUUID(),
      ...passage(token),
    }));
    const file = await fetch(`${board.url}/v1/toll-passages`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: lines.map((line) => JSON.stringify(line)).join('\n'),
    });
    expect(file.status).toBe(200);
    const answers = (await file.text()).trim().split('\n');
    expect(answers.map((line) => (JSON.parse(line) as { status: number }).status)).toEqual([202, 422]);
  });

  it('shows the bank: an account without its telephone number, its postings, a card, debts', async () => {
    const account = await board.get<object>('/v1/accounts/acc_rich');
    expect(account).toMatchObject({ status: 200, body: { holder: { name: 'Carmen Ortega' } } });
    expect(JSON.stringify(account.body)).not.toMatch(/phone|\+34/);
    for (const path of ['/v1/accounts/acc_rich/postings?limit=2', '/v1/debts'])
      expect(await board.get(path)).toMatchObject({ status: 200, body: { items: expect.any(Array) } });
    expect(await board.get('/v1/cards/card_rich')).toMatchObject({ body: { last4: '4242' } });
    expect(await board.get('/v1/accounts/nobody')).toMatchObject({
      status: 404,
      body: { code: 'not-found' },
    });
  });

  it('asks and acts as the operator of the service that is named', async () => {
    for (const path of ['/v1/services/debit/dead-letters', '/v1/services/sms/parked-keys'])
      expect(await board.get(path)).toMatchObject({ status: 200, body: { items: expect.any(Array) } });
    const dryRun = { code: 'nobody-fails-so', dryRun: true, reason: 'a look' };
    expect(await board.post('/v1/services/debit/redrives', dryRun)).toMatchObject({
      status: 404,
      body: { detail: expect.stringContaining('no such dead letter') },
    });
    const none = { deadLetterId: 'charges.requested-0-999999999', reason: 'a look' };
    expect(await board.post('/v1/services/debit/discards', none)).toMatchObject({ status: 404 });
    expect(await board.get('/v1/services/fake-twilio/dead-letters')).toMatchObject({ status: 404 });
  });

  it('shows the texts of a holder, with their charge, and no number', async () => {
    const { body: charge } = await board.post<ChargeView>('/v1/charges', purchase('card_rich'), key());
    await eventually('the text is on the telephone', async () => {
      const { body } = await board.get<PhoneView>('/v1/phone?accountId=acc_rich');
      const text = body.items.find(({ chargeId }) => chargeId === charge.id);
      expect(text).toMatchObject({
        accountId: 'acc_rich',
        template: expect.any(String),
        text: expect.stringContaining('19,90 EUR'),
      });
      expect(JSON.stringify(body)).not.toContain('+346');
    });
    for (const query of ['', '?to=%2B34600000001'])
      expect(await board.get(`/v1/phone${query}`)).toMatchObject({ status: 400 });
    expect(await board.get('/v1/phone?accountId=nobody')).toMatchObject({ status: 404 });
  });

  it('says what visitors may do, and shows no key: not there, not in any answer', async () => {
    const { body } = await board.get<BoardView>('/v1/board');
    expect(Object.values(body.may)).toEqual(Array(5).fill({ allowed: true, why: null }));
    expect(body.cards).toContainEqual({
      ...{ token: 'card_prepaid', product: 'prepaid', last4: '0100', accountId: 'acc_prepaid' },
    });
    const answers = await Promise.all([
      board.get('/v1/board'),
      board.post('/v1/charges', purchase('card_rich'), key()),
      board.post('/v1/charges', {}, key()),
      board.post('/v1/charges', purchase('card_rich'), { authorization: 'Bearer mine' }),
      board.get('/v1/services/debit/dead-letters'),
    ]);
    const shown = answers.map((one) => JSON.stringify([one, 'headers' in one ? [...one.headers] : []]));
    for (const secret of Object.values(BOARD_KEYS)) expect(shown.join()).not.toContain(secret);
  });

  it.each<[string, Record<string, string>, number]>([
    ['another origin', { origin: 'http://evil.example' }, 403],
    ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['another port of this machine', { origin: 'http://127.0.0.1:9' }, 403],
    ['a form', { 'content-type': 'text/plain' }, 415],
  ])('takes no charge of %s, and nothing is stored', async (_, headers, status) => {
    const tillId = `till-${crypto.randomUUID()}`;
    const refused = await board.post('/v1/charges', purchase('card_rich', tillId), { ...key(), ...headers });
    expect(refused.status).toBe(status);
    expect(await chargesOf(tillId)).toEqual([]);
    await board.post('/v1/charges', purchase('card_rich', tillId), { ...key(), origin: board.url });
    expect(await chargesOf(tillId)).toHaveLength(1);
  });
});

describe('a board without the keys of its visitors, and with the real Twilio', () => {
  let board: RunningBoard;
  runningBoard((running) => {
    board = running;
  });

  it('says which key is missing', async () => {
    const { body } = await board.get<BoardView>('/v1/board');
    expect(body.may.charge.why).toContain('set PEAJE_BOARD_TILL_KEY');
    expect(body.may.read).toEqual({ allowed: true, why: null });
    expect(body.cards).toContainEqual(expect.objectContaining({ token: 'card_rich' }));
    expect(await board.post('/v1/charges', purchase('card_rich'), key())).toMatchObject({
      status: 403,
      body: { code: 'forbidden', detail: body.may.charge.why },
    });
    expect(await board.get('/v1/phone?accountId=acc_rich')).toMatchObject({
      status: 404,
      body: { detail: body.may.phone.why },
    });
  });
});

describe('a board for looking only', () => {
  let board: RunningBoard;
  runningBoard(
    (running) => {
      board = running;
    },
    { ...BOARD_KEYS, PEAJE_BOARD_READ_ONLY: 'true' },
  );

  it('changes nothing and still shows everything', async () => {
    const tillId = `till-${crypto.randomUUID()}`;
    expect(await board.post('/v1/charges', purchase('card_rich', tillId), key())).toMatchObject({
      status: 403,
      body: { detail: expect.stringContaining('PEAJE_BOARD_READ_ONLY') },
    });
    const redrive = { code: 'unknown-charge', dryRun: true, reason: 'a look' };
    expect(await board.post('/v1/services/debit/redrives', redrive)).toMatchObject({ status: 403 });
    expect(await chargesOf(tillId)).toEqual([]);
    const { body } = await board.get<BoardView>('/v1/board');
    expect([body.may.charge.allowed, body.may.operate.allowed, body.may.read.allowed]).toEqual([
      false,
      false,
      true,
    ]);
    expect(body.cards).toHaveLength(demoCards.length);
    expect(body.cardsComplete).toBe(true);
    expect(await board.get('/v1/services/debit/dead-letters')).toMatchObject({ status: 200 });
  });
});

describe('a board without a key of its own', () => {
  let board: RunningBoard;
  runningBoard(
    (running) => {
      board = running;
    },
    { ...BOARD_KEYS, PEAJE_BOARD_KEY: undefined },
  );

  it('says that it may not read, and has no cards', async () => {
    const { body } = await board.get<BoardView>('/v1/board');
    expect(body.may.read).toEqual({ allowed: false, why: expect.stringContaining('set PEAJE_BOARD_KEY') });
    expect(body).toMatchObject({ cards: [], cardsComplete: true });
  });
});
