import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { eventually, type TestDatabase } from '@peaje/testing';
import type { SmsBench } from './notice.builders.js';
import { runningSms } from './running-sms.builders.js';

const DIST = join(import.meta.dirname, '../dist');
/** A sender from the built service, as a process of its own. */
const PROGRAM = `
  import pg from 'pg';
  import { NoticeCalls } from '${DIST}/notice-calls.js';
  import { NoticeSender } from '${DIST}/notice-sender.js';
  import { TwilioSms } from '${DIST}/sms-provider.twilio.js';
  const { DATABASE_URL: connectionString, TWILIO_BASE_URL: baseUrl } = process.env;
  const account = { accountSid: 'AC0', authToken: 'fake-auth-token', from: '+34900000000' };
  const pool = new pg.Pool({ connectionString });
  new NoticeSender(new NoticeCalls(pool, new TwilioSms({ ...account, baseUrl }), 30)).start();
`;
const TEXTS = 600;
const DEATHS = 3;

describe('a sender that is killed while it sends', () => {
  let database: TestDatabase;
  let twilioUrl: string;
  let sms: SmsBench;
  let running: ChildProcess | undefined;
  runningSms((started) => void ({ sms, database, twilioUrl } = started));
  afterEach(() => running?.kill('SIGKILL'));

  const accepted = async () =>
    ((await (await fetch(`${twilioUrl}/messages`)).json()) as { items: { to: string }[] }).items;

  async function killAfter(texts: number): Promise<void> {
    const env = { PATH: process.env['PATH'], DATABASE_URL: database.url, TWILIO_BASE_URL: twilioUrl };
    const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
      env,
      cwd: import.meta.dirname,
      stdio: 'ignore',
    });
    running = child;
    await eventually(`${texts} texts went out`, async () =>
      expect((await accepted()).length).toBeGreaterThanOrEqual(texts),
    );
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  const rowsOf = async (status: string) =>
    (await database.pool.query<{ to: string }>('SELECT "to" FROM notice WHERE status = $1', [status])).rows;

  it('leaves no text sent twice: those that went out are found, and the others wait for an operator', async () => {
    await sms.owedTexts(TEXTS);
    for (let death = 1; death <= DEATHS; death++) await killAfter((death * TEXTS) / (DEATHS + 1));
    expect((await rowsOf('calling')).length).toBeGreaterThan(0);
    await database.pool.query(
      `UPDATE notice SET called_at = called_at - interval '30 s', due_at = due_at - interval '30 s'
       WHERE status = 'calling'`,
    );
    sms.startSender();
    await eventually(
      'every text has its end',
      async () => expect(await Promise.all(['intent', 'calling'].map(rowsOf))).toEqual([[], []]),
      60_000,
    );
    const texts = (await accepted()).map(({ to }) => to).sort();
    expect(new Set(texts).size).toBe(texts.length);
    expect((await rowsOf('sent')).map(({ to }) => to).sort()).toEqual(texts);
    expect((await rowsOf('unresolved')).length).toBe(TEXTS - texts.length);
  });
});
