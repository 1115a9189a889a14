import { Logger } from '@nestjs/common';
import { buildFakeTwilio } from '@peaje/fake-twilio';
import { createTestDatabase, eventually, type TestDatabase } from '@peaje/testing';
import { SmsBench } from './notice.builders.js';

/** For specs: what sms needs to send, from before the first test until after the last. */
export interface RunningSms {
  readonly sms: SmsBench;
  readonly database: TestDatabase;
  readonly twilioUrl: string;
}

/** Starts a fake Twilio and a database; `ready` gets them before the first test. Senders stop after each test. */
export function runningSms(ready: (running: RunningSms) => Promise<void> | void): void {
  const twilio = buildFakeTwilio();
  let running: RunningSms;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    const twilioUrl = await twilio.listen({ host: '127.0.0.1', port: 0 });
    const database = await createTestDatabase('sms');
    running = { sms: new SmsBench(database.pool, twilioUrl), database, twilioUrl };
    await ready(running);
  });
  afterEach(() => running.sms.stopSenders());
  afterAll(async () => {
    await running.database.drop();
    await twilio.close();
  });
}

/** Waits until a notice has this status. */
export const endsAs = (sms: SmsBench, id: string, status: string) =>
  eventually(`the notice is ${status}`, async () => expect(await sms.notice(id)).toMatchObject({ status }));
