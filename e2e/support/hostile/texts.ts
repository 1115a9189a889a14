import { createHmac, randomUUID } from 'node:crypto';
import { eventually, urlOf } from '@peaje/testing/outside';
import { chargeIn, passGate, settled } from '../charges/callers.js';
import { ask, read } from '../http/http-client.js';
import { noticesOf, textsTo } from '../services/downstream.js';
import { type NewHolder, openAccountKnownToPos } from '../services/holders.js';

const TIMEOUT_MS = 60_000;
/** Of the fake Twilio: anybody may know it. */
const AUTH_TOKEN = 'fake-auth-token';

/** A holder sends a text to our number, and Twilio adds its own verdict. */
async function holderSays(phone: string, body: string, optOutType: string): Promise<void> {
  const answer = await ask('fake-twilio', 'POST', '/inbound', { body: { from: phone, body, optOutType } });
  expect(answer.json).toMatchObject({ status: 200 });
}

/** Twilio's signature: HMAC-SHA1 over the address and the sorted fields. */
function signatureOf(url: string, fields: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHmac('sha1', AUTH_TOKEN)
    .update(url + sorted.flat().join(''))
    .digest('base64');
}

async function report(path: string, fields: Readonly<Record<string, string>>): Promise<number> {
  const { status } = await ask('sms', 'POST', path, {
    as: 'anonymous',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signatureOf(`${urlOf('sms')}${path}`, fields),
    },
    body: new URLSearchParams(fields).toString(),
  });
  return status;
}

/** What Twilio sends to sms. */
export function itBelievesTwilio(): void {
  const phone = `+346${String(Date.now() + 1).slice(-8)}`;
  let holder: NewHolder;
  beforeAll(async () => {
    holder = await openAccountKnownToPos(1_000n, phone);
    await eventually('the text of its first passage is there', async () =>
      expect(await textsTo(phone)).toHaveLength(1),
    );
  }, TIMEOUT_MS);

  /** Charges the holder. Gives the notice once it has this status. */
  async function noticeAfterACharge(status: string) {
    const passage = await passGate({ token: holder.token, amountMinor: 100 });
    const { id } = await settled(chargeIn(passage).id, 'toll');
    return eventually(`the notice is ${status}`, async () => {
      const [notice] = await noticesOf(id);
      expect(notice).toMatchObject({ status });
      return notice!;
    });
  }

  it("believes Twilio's verdict on an opt-out and an opt-in before its own words", async () => {
    await noticeAfterACharge('delivered');
    const before = (await textsTo(phone)).length;

    await holderSays(phone, 'STOP', 'HELP');
    await noticeAfterACharge('delivered');
    await holderSays(phone, 'no more of these, please', 'STOP');
    await noticeAfterACharge('dropped');
    await holderSays(phone, 'BAJA', 'START');
    await noticeAfterACharge('delivered');

    expect(await textsTo(phone)).toHaveLength(before + 2);
  });

  it('keeps the first end of a text whatever reports come late, and answers each of them', async () => {
    const notice = await noticeAfterACharge('delivered');
    const { items } = (await read('fake-twilio', `/messages?to=${encodeURIComponent(phone)}`)) as {
      items: readonly { readonly sid: string }[];
    };
    const { sid } = items[0]!;
    for (const MessageStatus of ['undelivered', 'failed', 'sent', 'queued', 'toString', '__proto__', ''])
      for (const path of [
        '/webhooks/twilio/status',
        `/webhooks/twilio/status?notice=${notice.id}&attempt=1`,
        `/webhooks/twilio/status?notice=${randomUUID()}&attempt=99999999999999999999`,
      ])
        expect(await report(path, { MessageSid: sid, MessageStatus, ErrorCode: '30003' })).toBe(204);
    expect(await noticesOf(notice.chargeId)).toEqual([notice]);
  });
}
