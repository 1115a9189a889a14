import { createTestDatabase, eventually, type TestDatabase } from '@peaje/testing';
import { SmsDatabase } from './sms-database.js';
import { approved, holderOf, newAccount, SmsBench } from './notice.builders.js';
import { endsAs, runningSms } from './running-sms.builders.js';
import { NoticesController } from './notices.controller.js';

let database: TestDatabase;
let twilioUrl: string;
let sms: SmsBench;
runningSms(async (running) => {
  ({ sms, database, twilioUrl } = running);
  // A sender looks up first what may be older than its database.
  await database.pool.query(`UPDATE memory SET since = since - interval '1 hour'`);
});
afterEach(() => sms.switch({ mode: 'none' }));

describe('one notice, one text', () => {
  it('however often its event comes', async () => {
    const account = newAccount();
    const event = approved(account.accountId);
    await sms.holders(holderOf(account));
    sms.startSender();
    await sms.decided(event, event);
    await endsAs(sms, `${event.id}.approved`, 'sent');
    await sms.decided(event);
    const { rows } = await database.pool.query('SELECT status FROM notice WHERE account_id = $1', [
      account.accountId,
    ]);
    expect(rows).toEqual([{ status: 'sent' }]);
    expect(await sms.texts(account.phone)).toHaveLength(1);
  });

  it('however many senders share the database', async () => {
    const all = await Promise.all(Array.from({ length: 40 }, () => sms.owedText()));
    sms.startSender();
    sms.startSender();
    sms.startSender();
    const ids = all.map(({ id }) => id);
    await eventually('all forty texts are sent', async () => {
      const { rows } = await database.pool.query(
        `SELECT status, count(*)::int FROM notice WHERE id = ANY($1) GROUP BY status`,
        [ids],
      );
      expect(rows).toEqual([{ status: 'sent', count: 40 }]);
    });
    const texts = await Promise.all(all.map(({ phone }) => sms.texts(phone)));
    expect(texts.map(({ length }) => length)).toEqual(all.map(() => 1));
  });

  it('an owner that died before it called: looked up after 15 s, never sent by another', async () => {
    const { id, phone } = await sms.owedText();
    expect((await sms.calls().claim(10)).calls).toHaveLength(1);
    const { rows } = await database.pool.query(
      'SELECT extract(epoch FROM due_at - called_at)::int AS seconds FROM notice WHERE id = $1',
      [id],
    );
    expect(rows).toEqual([{ seconds: 15 }]);
    sms.startSender();
    await sms.age(id, 15);
    await eventually('the provider does not find the text yet', async () =>
      expect(await sms.notice(id)).toMatchObject({ lastError: 'not-found-yet' }),
    );
    await sms.age(id, 5);
    await endsAs(sms, id, 'unresolved');
    expect(await sms.texts(phone)).toEqual([]);
  });

  it('an owner that died after it called: found', async () => {
    const { id, phone } = await sms.owedText();
    const { calls } = await sms.calls().claim(10);
    await sms.provider().send({ to: phone, body: calls[0]!.text, noticeId: id });
    sms.startSender();
    await sms.age(id, 15);
    await endsAs(sms, id, 'sent');
    const [text] = await sms.texts(phone);
    expect(await sms.notice(id)).toMatchObject({ providerId: text!.sid });
    expect(await sms.texts(phone)).toHaveLength(1);
  });

  it('calls that end together, of which one end cannot be stored: the others are stored, and that one is looked up', async () => {
    const owed = await sms.owedTexts(5);
    const odd = owed[2]!;
    await database.pool.query(
      `ALTER TABLE notice ADD CONSTRAINT odd CHECK (id <> '${odd.id}' OR status <> 'sent')`,
    );
    const owner = sms.calls();
    const { calls } = await owner.claim(5);
    const ends = await Promise.allSettled(calls.map((call) => owner.call(call)));
    await database.pool.query('ALTER TABLE notice DROP CONSTRAINT odd');
    expect(ends.filter(({ status }) => status === 'rejected')).toMatchObject([{ reason: { code: '23514' } }]);
    for (const { id } of owed)
      expect(await sms.notice(id)).toMatchObject({ status: id === odd.id ? 'calling' : 'sent' });
    await sms.age(odd.id, 15);
    sms.startSender();
    await endsAs(sms, odd.id, 'sent');
    for (const { phone } of owed) expect(await sms.texts(phone)).toHaveLength(1);
  });

  it('an owner whose answer comes late stores *sent* after another sender ended the call', async () => {
    const { id, phone } = await sms.owedText();
    const owner = sms.calls(30, { after: () => sms.resolveNothing(id) });
    const { calls } = await owner.claim(10);
    await owner.call(calls[0]!);
    expect(await sms.notice(id)).toMatchObject({ status: 'sent' });
    expect(await sms.texts(phone)).toHaveLength(1);
  });
});

describe('the passing of time', () => {
  it('a notice waits for its holder, and is sent then', async () => {
    const account = newAccount();
    const event = approved(account.accountId);
    sms.startSender();
    await sms.decided(event);
    const id = `${event.id}.approved`;
    await eventually('the notice waits for its holder', async () =>
      expect(await sms.notice(id)).toMatchObject({ lastError: 'holder-unknown' }),
    );
    await sms.holders(holderOf(account));
    await endsAs(sms, id, 'sent');
  });

  it.each([
    ['waited for a day', '-24 hours'],
    ['claims to come from the future', '10 minutes'],
  ])('a notice that %s expires', async (_, by) => {
    const { id, phone } = await sms.owedText();
    await database.pool.query(`UPDATE notice SET event_time = event_time + $2::interval WHERE id = $1`, [
      id,
      by,
    ]);
    sms.startSender();
    await endsAs(sms, id, 'expired');
    expect(await sms.texts(phone)).toEqual([]);
  });

  it('a number gets a limited number of texts an hour: the next ones wait', async () => {
    const { phone } = newAccount();
    const all: { id: string }[] = [];
    for (let n = 0; n < 5; n++) all.push(await sms.owedText(phone));
    sms.startSender(2);
    sms.startSender(2);
    const those = async (status: string) =>
      (await Promise.all(all.map(({ id }) => sms.notice(id)))).filter((notice) => notice.status === status);
    await eventually('two texts are sent, the others wait', async () => {
      expect(await those('sent')).toHaveLength(2);
      const why = (await those('intent')).map(({ lastError }) => lastError);
      expect(why).toEqual(Array(3).fill('too-many-an-hour'));
    });
    for (const { id } of all) await sms.age(id, 3_600);
    await eventually('the others are sent in the next hour', async () =>
      expect(await those('sent')).toHaveLength(4),
    );
    expect(await sms.texts(phone)).toHaveLength(4);
  });
});

describe('a database that was dropped, and its topics replayed', () => {
  it('texts nobody: not what is old, and not twice what is new', async () => {
    const account = newAccount();
    const old = approved(account.accountId, { hoursAgo: 25 });
    const recent = approved(account.accountId);
    await sms.holders(holderOf(account));
    sms.startSender();
    await sms.decided(recent);
    await endsAs(sms, `${recent.id}.approved`, 'sent');
    await sms.stopSenders();

    const empty = await createTestDatabase('sms');
    const replayed = new SmsBench(empty.pool, twilioUrl);
    await replayed.decided(old, recent);
    await replayed.holders(holderOf(account));
    replayed.startSender();
    await eventually('the recent notice counts as sent', async () =>
      expect(await replayed.notice(`${recent.id}.approved`)).toMatchObject({ status: 'sent' }),
    );
    expect(await replayed.notice(`${old.id}.approved`)).toMatchObject({ status: 'expired' });
    await replayed.stopSenders();
    await empty.drop();
    expect(await sms.texts(account.phone)).toHaveLength(1);
  });
});

describe('GET /v1/notices', () => {
  it('shows a number masked', async () => {
    sms.startSender();
    const { id, phone } = await sms.owedText();
    await endsAs(sms, id, 'sent');
    const prisma = new SmsDatabase(database.pool);
    const chargeId = id.slice(0, id.indexOf('.'));
    const { items } = await new NoticesController(prisma, {} as never).list({
      chargeId,
      order: 'oldest',
      limit: 50,
    });
    expect(items).toMatchObject([{ id, status: 'sent', to: `+34******${phone.slice(-3)}` }]);
    expect(JSON.stringify(items)).not.toContain(phone);
  });
});
