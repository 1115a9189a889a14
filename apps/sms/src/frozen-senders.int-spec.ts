import { setTimeout as delay } from 'node:timers/promises';
import type { TestDatabase } from '@peaje/testing';
import { NoticeCalls } from './notice-calls.js';
import type { SmsBench } from './notice.builders.js';
import { endsAs, runningSms } from './running-sms.builders.js';

let database: TestDatabase;
let sms: SmsBench;
runningSms((running) => void ({ sms, database } = running));

describe('a sender that was frozen between its claim and its call, and thaws', () => {
  const thawedAfter = async (before: (id: string) => Promise<unknown>) => {
    const { id, phone } = await sms.owedText();
    const owner = sms.calls(30, { before: () => before(id) });
    const { calls } = await owner.claim(10);
    return { id, phone, end: await owner.call(calls[0]!) };
  };

  it('does not send once its claim has expired; the next claim sends the text, once', async () => {
    const { id, phone, end } = await thawedAfter((it) => sms.expireClaim(it));
    expect(end).toMatchObject({ status: 'intent', lastError: 'claim-expired' });
    expect(await sms.texts(phone)).toEqual([]);
    sms.startSender();
    await endsAs(sms, id, 'sent');
    expect(await sms.texts(phone)).toHaveLength(1);
  });

  it('does not send while another sender looks the text up', async () => {
    const { phone } = await thawedAfter(async (id) => {
      await sms.expireClaim(id);
      const taken = await sms.calls().claimUnclear(100);
      expect(taken.map((one) => one.id)).toContain(id);
    });
    expect(await sms.texts(phone)).toEqual([]);
  });

  it('does not send what waits for an operator', async () => {
    const { id, phone } = await thawedAfter((it) => sms.resolveNothing(it));
    expect(await sms.notice(id)).toMatchObject({ status: 'unresolved' });
    expect(await sms.texts(phone)).toEqual([]);
  });

  it('does not send what an operator has sent again meanwhile', async () => {
    const { id, phone } = await thawedAfter(async (it) => {
      await database.pool.query(`UPDATE notice SET status = 'intent', due_at = now() WHERE id = $1`, [it]);
      sms.startSender();
      await endsAs(sms, it, 'sent');
    });
    expect(await sms.notice(id)).toMatchObject({ status: 'sent', attempts: 2 });
    expect(await sms.texts(phone)).toHaveLength(1);
  });

  it('does not text a number that has opted out meanwhile', async () => {
    const { id, phone } = await thawedAfter((it) =>
      database.pool.query(
        `INSERT INTO suppressed_number SELECT "to", 'opted-out' FROM notice WHERE id = $1`,
        [it],
      ),
    );
    sms.startSender();
    await endsAs(sms, id, 'dropped');
    expect(await sms.texts(phone)).toEqual([]);
  });

  it('does not trust an answer of the database that it reads too late', async () => {
    const { id, phone } = await sms.owedText();
    const slow = new Proxy(database.pool, {
      get: (pool, name) =>
        name === 'query'
          ? async (text: string, values: unknown[]) => {
              const answer: unknown = await pool.query(text, values);
              if (text.includes('clock_timestamp')) await delay(1_100);
              return answer;
            }
          : (Reflect.get(pool, name) as unknown),
    });
    const owner = new NoticeCalls(slow, sms.provider(), 30);
    const { calls } = await owner.claim(10);
    expect(await owner.call(calls[0]!)).toMatchObject({ status: 'intent', lastError: 'claim-expired' });
    expect(await sms.texts(phone)).toEqual([]);
    await database.pool.query(`UPDATE notice SET status = 'dropped' WHERE id = $1`, [id]);
  });
});
