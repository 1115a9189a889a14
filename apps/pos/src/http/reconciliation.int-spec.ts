import { NdjsonStreams } from '@peaje/chassis';
import {
  chargeLine,
  outboxLine,
  type ChargeLine,
  type ChargeStreamQuery,
  type OutboxLine,
} from '@peaje/contracts';
import { newId } from '@peaje/kernel';
import { createTestDatabase, ndjsonLines, type TestDatabase } from '@peaje/testing';
import { ReconciliationController } from './reconciliation.controller.js';

const COUNT = 2_500;
const START_MS = Date.parse('2026-11-20T00:00:00.000Z');
/** One charge a second. */
const IDS = Array.from({ length: COUNT }, (_, n) => newId(START_MS + n * 1_000));

describe('what pos has stored, as streams', () => {
  let database: TestDatabase;
  let controller: ReconciliationController;

  beforeEach(async () => {
    database = await createTestDatabase('pos');
    controller = new ReconciliationController(database.pool, new NdjsonStreams());
  });
  afterEach(() => database.drop());

  /** In another order than that of their ids. */
  const store = (ids: readonly string[]) =>
    database.pool.query(
      `INSERT INTO charge (id, caller_id, idempotency_key, fingerprint, kind, status, ledger, amount_minor, currency,
                           account_id, card_token, merchant_id, requested_at)
       SELECT id, 'm_shop', id::text, 'f', 'shop', 'pending', 'open', 390, 'EUR', 'acc', 'card', 'm_shop', now()
       FROM unnest($1::uuid[]) AS id ORDER BY md5(id::text)`,
      [ids],
    );
  const charges = async (query: ChargeStreamQuery = {}) =>
    (await ndjsonLines((await controller.charges(query)).getStream())) as ChargeLine[];
  const outbox = async (after?: string) =>
    (await ndjsonLines((await controller.outbox({ after })).getStream())) as OutboxLine[];
  const idsOf = (lines: readonly { id: string }[]) => lines.map(({ id }) => id);

  it('every charge comes once, in order of id, over three pages', async () => {
    await store(IDS);
    const lines = await charges();
    expect(idsOf(lines)).toEqual(IDS);
    for (const line of lines) chargeLine.parse(line);
    expect(lines[0]).toEqual({
      id: IDS[0],
      kind: 'shop',
      status: 'pending',
      reason: null,
      ledger: 'open',
      amount: { value: '390', currency: 'EUR' },
      accountId: 'acc',
      cardToken: 'card',
      merchantId: 'm_shop',
      requestedAt: lines[0]!.requestedAt,
      decidedAt: null,
    });
  });

  it('a stream goes on behind any charge, and begins at any time', async () => {
    await store(IDS);
    for (const last of [0, 998, 999, 1_000, 2_499]) {
      expect(idsOf(await charges({ after: IDS[last]!.toUpperCase() }))).toEqual(IDS.slice(last + 1));
    }
    const since = new Date(START_MS + 1_700_000).toISOString();
    expect(idsOf(await charges({ since }))).toEqual(IDS.slice(1_700));
    expect(idsOf(await charges({ since, after: IDS[10] }))).toEqual(IDS.slice(1_700));
    expect(idsOf(await charges({ since, after: IDS[2_000] }))).toEqual(IDS.slice(2_001));
    expect(await charges({ since: '9999-12-31T23:59:59.999Z' })).toEqual([]);
  });

  it('no id hides a charge: the lowest and the highest of all come too', async () => {
    const [lowest, highest] = [
      '00000000-0000-0000-0000-000000000000',
      'ffffffff-ffff-ffff-ffff-ffffffffffff',
    ];
    await store([highest, IDS[0]!, lowest]);
    expect(idsOf(await charges())).toEqual([lowest, IDS[0], highest]);
    expect(idsOf(await charges({ after: lowest }))).toEqual([IDS[0], highest]);
    expect(await charges({ after: highest })).toEqual([]);
  });

  it('a key that was cancelled before its request came has no amount, no account and no card', async () => {
    await store(IDS.slice(0, 1));
    await database.pool.query(
      'UPDATE charge SET amount_minor = NULL, currency = NULL, account_id = NULL, card_token = NULL',
    );
    const [line] = await charges();
    expect(chargeLine.parse(line)).toMatchObject({ amount: null, accountId: null, cardToken: null });
  });

  it('charges that come, change and go between pages do no harm: every other one comes once', async () => {
    await store(IDS);
    const answer = (await controller.charges({})).getStream();
    let text = '';
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      if (text === '') {
        await database.pool.query(`UPDATE charge SET status = 'approved' WHERE id = ANY($1)`, [
          IDS.slice(2_300),
        ]);
        await database.pool.query('DELETE FROM charge WHERE id = ANY($1)', [[IDS[3], IDS[999], IDS[2_400]]]);
        await store([newId(START_MS + 500), newId(START_MS + 2_499_500)]);
      }
      text += chunk.toString();
    }
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as ChargeLine);
    const known = lines.filter(({ id }) => IDS.includes(id));
    expect(idsOf(known)).toEqual(IDS.filter((_, n) => n !== 2_400));
    expect(lines).toHaveLength(known.length + 1);
    expect(lines.at(-1)).toMatchObject({ status: 'pending' });
    expect(lines.at(-2)).toMatchObject({ status: 'approved' });
  });

  it('times and texts that no calendar and no contract knows are sent as near as they can be', async () => {
    await store(IDS.slice(0, 1));
    await database.pool.query(
      `UPDATE charge SET requested_at = 'infinity', status = 'odd', amount_minor = -1, currency = NULL`,
    );
    expect((await charges()).map((line) => chargeLine.parse(line))).toMatchObject([
      { requestedAt: '9999-12-31T23:59:59.999Z', status: 'odd', amount: { value: '-1', currency: '' } },
    ]);
  });

  it('the outbox: events that Kafka has not acknowledged, and no others', async () => {
    await database.pool.query(
      `INSERT INTO outbox (id, topic, key, headers, value, due_at, acknowledged_at)
       SELECT id || '.requested', 'charges.requested', 'acc', '{}', '{}', now(), CASE WHEN n % 2 = 0 THEN now() END
       FROM unnest($1::text[]) WITH ORDINALITY AS event (id, n)`,
      [IDS],
    );
    const waiting = IDS.filter((_, n) => n % 2 === 0).map((id) => `${id}.requested`);
    const lines = await outbox();
    expect(idsOf(lines)).toEqual(waiting);
    expect(outboxLine.parse(lines[0])).toMatchObject({ topic: 'charges.requested', key: 'acc' });
    expect(idsOf(await outbox(waiting[1_100]))).toEqual(waiting.slice(1_101));
  });
});
