import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { buildFakeTwilio } from '@peaje/fake-twilio';
import { createTestDatabase, eventually, type TestDatabase } from '@peaje/testing';
import { SmsBench } from './notice.builders.js';
import { startWebhooks, type WebhooksConfig } from './running-webhooks.builders.js';

const TEXTS = 600;
/** However slow the machine is: claims, ends and reports have twenty each, and the consumer stores what it is given. */
const MOST_COMMITS_A_SECOND = 65;

describe('many texts at once', () => {
  const twilio = buildFakeTwilio();
  let app: NestFastifyApplication;
  let database: TestDatabase;
  let sms: SmsBench;
  let connections = 0;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    database = await createTestDatabase('sms');
    const config: WebhooksConfig = { TWILIO_AUTH_TOKEN: 'fake-auth-token' };
    const webhooks = await startWebhooks(database.pool, config);
    app = webhooks.app;
    config.PEAJE_PUBLIC_URL = webhooks.url;
    const twilioUrl = await twilio.listen({ host: '127.0.0.1', port: 0 });
    twilio.server.on('connection', () => connections++);
    sms = new SmsBench(database.pool, twilioUrl, { statusUrl: `${webhooks.url}/webhooks/twilio/status` });
  });
  afterAll(async () => {
    await sms.stopSenders();
    await twilio.close();
    await app.close();
    await database.drop();
  });

  /** Transactions that wrote something, which each has a number. */
  const writtenCommits = async (): Promise<number> => {
    const { rows } = await database.pool.query<{ next: string }>(
      'SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS next',
    );
    return Number(rows[0]!.next);
  };
  const ended = async (): Promise<number> => {
    const { rows } = await database.pool.query<{ count: number }>(
      `SELECT count(*)::int FROM notice WHERE status = 'delivered'`,
    );
    return rows[0]!.count;
  };

  it('share commits and connections, with three reports each', async () => {
    // A sender looks up first what may be older than its database.
    await database.pool.query(`UPDATE memory SET since = since - interval '1 hour'`);
    await sms.switch({ answerAfterMs: 50 });
    const before = await writtenCommits();
    sms.startSender();
    const startedMs = performance.now();
    for (let n = 0; n < TEXTS; n += 100) await sms.owedTexts(100);
    await eventually('all texts are delivered', async () => expect(await ended()).toBe(TEXTS), 60_000);
    const seconds = (performance.now() - startedMs) / 1_000;
    const commits = (await writtenCommits()) - before;
    process.stdout.write(
      `${(TEXTS / seconds).toFixed()} texts/s, ${(commits / TEXTS).toFixed(2)} commits and ` +
        `${(connections / TEXTS).toFixed(2)} connections a text\n`,
    );
    expect(commits).toBeLessThan(Math.max(0.3 * TEXTS, MOST_COMMITS_A_SECOND * seconds));
    // On a machine without time for it connections are closed as idle; kept-connections.spec has the exact number.
    expect(connections).toBeLessThan(0.5 * TEXTS);
  });
});
