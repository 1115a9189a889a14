import { NdjsonStreams } from '@peaje/chassis';
import { noticeLine, type NoticeLine, type NoticeStreamQuery } from '@peaje/contracts';
import { newId } from '@peaje/kernel';
import { createTestDatabase, ndjsonLines, type TestDatabase } from '@peaje/testing';
import { ReconciliationController } from './reconciliation.controller.js';

const START_MS = Date.parse('2026-11-20T00:00:00.000Z');
/** Three notices a charge, so that pages end in the middle of one. */
const CHARGES = Array.from({ length: 834 }, (_, n) => newId(START_MS + n * 1_000));
const NOTICES = CHARGES.flatMap((chargeId) =>
  ['approved', 'declined', 'reversed'].map((one) => `${chargeId}.${one}`),
);
const FACTS = { amount: { value: '390', currency: 'EUR' }, merchantId: 'm_shop' };

describe('the notices, as a stream', () => {
  let database: TestDatabase;
  let controller: ReconciliationController;

  beforeEach(async () => {
    database = await createTestDatabase('sms');
    controller = new ReconciliationController(database.pool, new NdjsonStreams());
    await database.pool.query(
      `INSERT INTO notice (id, charge_id, account_id, template, facts, event_time)
       SELECT id, split_part(id, '.', 1)::uuid, 'acc', split_part(id, '.', 2), $2::json, now()
       FROM unnest($1::text[]) AS id ORDER BY md5(id)`,
      [NOTICES, JSON.stringify(FACTS)],
    );
  });
  afterEach(() => database.drop());

  async function notices(query: NoticeStreamQuery = {}): Promise<NoticeLine[]> {
    const lines = await ndjsonLines((await controller.notices(query)).getStream());
    return lines.map((line) => noticeLine.parse(line));
  }
  const idsOf = (lines: readonly { id: string }[]) => lines.map(({ id }) => id);

  it('come once each, in order of charge, over three pages', async () => {
    const lines = await notices();
    expect(idsOf(lines)).toEqual(NOTICES);
    expect(lines[1]).toEqual({
      id: NOTICES[1],
      chargeId: CHARGES[0],
      template: 'declined',
      accountId: 'acc',
      amount: FACTS.amount,
      status: 'intent',
    });
  });

  it('go on behind any of them, and begin at any time', async () => {
    for (const last of [0, 1, 999, 1_000, NOTICES.length - 1])
      expect(idsOf(await notices({ after: NOTICES[last] }))).toEqual(NOTICES.slice(last + 1));
    const since = new Date(START_MS + 500_000).toISOString();
    expect(idsOf(await notices({ since }))).toEqual(NOTICES.slice(1_500));
    expect(idsOf(await notices({ since, after: NOTICES[3] }))).toEqual(NOTICES.slice(1_500));
    expect(idsOf(await notices({ since, after: NOTICES[1_700] }))).toEqual(NOTICES.slice(1_701));
  });

  it('behind an unknown one are nowhere: the request is refused', async () => {
    await expect(notices({ after: 'nonsense' })).rejects.toMatchObject({
      code: 'invalid-request',
      field: 'after',
    });
  });

  it.each(['null', '[]', '"text"', '17', '{"amount":"390"}', '{"amount":{"value":390,"currency":"EUR"}}'])(
    'whose facts were edited to %s have no amount',
    async (facts) => {
      await database.pool.query('UPDATE notice SET facts = $2::json WHERE id = $1', [NOTICES[0], facts]);
      expect((await notices()).map(({ amount }) => amount).slice(0, 2)).toEqual([null, FACTS.amount]);
    },
  );
});
