import { randomUUID } from 'node:crypto';
import { eventually, pidOf } from '@peaje/testing/outside';
import { chargeAtTill, chargeIn, daysAgo } from './support/charges/callers.js';
import { seededCards } from './support/charges/cards.js';
import { startService, stopService } from './support/faults/faults.js';
import { emptyTables, inDatabase } from './support/faults/tampering.js';
import { read } from './support/http/http-client.js';
import { caughtUp, readAgainFromZero } from './support/kafka/groups.js';
import { endOffsets, recordsSince, type SeenRecord } from './support/kafka/log-reader.js';
import { writeAgain } from './support/kafka/log-writer.js';
import { phoneOf } from './support/services/bank.js';
import { noticesOf, textsTo } from './support/services/downstream.js';

const TIMEOUT_MS = 240_000;
const CARDS = seededCards(211, 215);

/** Every text that the provider has, with its number; the reference in a text makes it unique. */
async function allTexts(): Promise<string[]> {
  const { items } = (await read('fake-twilio', '/messages', 'anonymous')) as { items: Sent[] };
  return items.map(({ to, body }) => `${to} ${body}`).sort();
}

interface Sent {
  readonly to: string;
  readonly body: string;
}

/** Waits until no notice is open: sms sends no more texts because of earlier events. */
const noNoticeOpen = (): Promise<void> =>
  eventually(
    'no notice is open',
    async () => {
      const open = `SELECT count(*)::int AS open FROM notice WHERE status IN ('intent', 'calling')`;
      expect((await inDatabase('sms', (sql) => sql(open))).rows).toEqual([{ open: 0 }]);
    },
    TIMEOUT_MS,
  );

/** The same outcome as an event of the day before yesterday. */
function longAgo({ raw, ...record }: SeenRecord): SeenRecord {
  const then = daysAgo(2);
  const value = JSON.stringify({ ...(JSON.parse(record.value ?? '') as object), decidedAt: then });
  const headers = { ...raw.headers, ce_id: randomUUID(), ce_time: then };
  return { ...record, value, raw: { ...raw, headers, value: Buffer.from(value) } };
}

describe('sms has lost its database, and reads its topics from the beginning', () => {
  let chargeIds: string[];
  let textsBefore: string[];

  beforeAll(async () => {
    const before = await endOffsets();
    chargeIds = [];
    for (const { token } of CARDS)
      chargeIds.push(chargeIn(await chargeAtTill({ token, amountMinor: 10 })).id);
    const approved = await eventually('the outcomes are published', async () => {
      const records = (await recordsSince(before)).filter(({ topic }) => topic === 'charges.decided');
      const own = records.filter(({ subject }) => chargeIds.includes(subject ?? ''));
      expect(new Set(own.map(({ subject }) => subject)).size).toBe(chargeIds.length);
      return own;
    });
    await writeAgain([longAgo(approved.find(({ subject }) => subject === chargeIds[0])!)]);
    await caughtUp('sms', 'charges.decided');
    await noNoticeOpen();
    textsBefore = await allTexts();

    await stopService('sms');
    expect(pidOf('sms')).toBeNull();
    const tables = ['notice', 'holder', 'suppressed_number', 'inbound_choice', 'memory'];
    expect(await emptyTables('sms', tables)).toBeGreaterThan(chargeIds.length);
    await inDatabase('sms', (sql) => sql('INSERT INTO memory DEFAULT VALUES'));
    await expect(startService('sms')).rejects.toThrow(/database is empty but group sms has read/);
    await readAgainFromZero('sms');
    await startService('sms');
    for (const topic of ['holders', 'charges.decided', 'passages.decided'])
      await caughtUp('sms', topic, TIMEOUT_MS);
    await noNoticeOpen();
  }, 3 * TIMEOUT_MS);

  afterAll(() => startService('sms'));

  it('sms knows again that it sent the notices', async () => {
    for (const id of chargeIds.slice(1)) {
      const notices = await noticesOf(id);
      expect(notices).toMatchObject([{ template: 'approved', status: 'sent' }]);
    }
  });

  it('sms sends no text of an outcome that is older than a day', async () => {
    const notices = await noticesOf(chargeIds[0]!);

    expect(notices.map(({ status }) => status).sort()).toEqual(['expired', 'sent']);
  });

  it('no holder gets a text again', async () => {
    // The fake Twilio forgets its texts when it restarts: they are not among these.
    expect(textsBefore.length).toBeGreaterThanOrEqual(chargeIds.length);
    const known = new Set(textsBefore);
    expect((await allTexts()).filter((text) => known.has(text))).toEqual(textsBefore);
  });

  it('the holder of the next charge gets a text', async () => {
    const [card] = CARDS;
    const phone = await phoneOf(card!.accountId);
    const texts = (await textsTo(phone)).length;

    const { id } = chargeIn(await chargeAtTill({ token: card!.token, amountMinor: 10 }));

    await eventually('the notice is delivered', async () =>
      expect((await noticesOf(id)).map(({ status }) => status)).toEqual(['delivered']),
    );
    expect((await textsTo(phone)).length).toBe(texts + 1);
  });
});
