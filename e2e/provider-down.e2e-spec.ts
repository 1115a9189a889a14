import type { ChargeView } from '@peaje/contracts';
import { eventually, pidOf } from '@peaje/testing/outside';
import { chargeAtTill, chargeIn } from './support/charges/callers.js';
import { seededCards } from './support/charges/cards.js';
import { startService, stopService } from './support/faults/faults.js';
import { ask, read } from './support/http/http-client.js';
import { phoneOf } from './support/services/bank.js';
import { noticesOf, textsTo } from './support/services/downstream.js';

const CARDS = seededCards(405, 409);
const SENT_WITHIN_MS = 120_000;

/** The amounts differ, so that each text belongs to one charge. */
const chargeEach = async (): Promise<ChargeView[]> => {
  const charges = [];
  for (const [n, { token }] of CARDS.entries())
    charges.push(chargeIn(await chargeAtTill({ token, amountMinor: 500 + n })));
  return charges;
};

const statesOf = async (charges: readonly ChargeView[]): Promise<string[]> =>
  (await Promise.all(charges.map(({ id }) => noticesOf(id)))).flat().map(({ status }) => status);

/** Calls to the provider that met a closed port, or a name without an address. */
async function callsRefused(): Promise<number> {
  const { text } = await ask('sms', 'GET', '/metrics', { as: 'anonymous' });
  const counts = text.matchAll(/^peaje_sms_calls_total\{status="intent",error="E\w+"\} (\d+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}

describe('the SMS provider is down', () => {
  let charges: ChargeView[];
  let before: number;

  beforeAll(async () => {
    before = await callsRefused();
    await stopService('fake-twilio');
    expect(pidOf('fake-twilio')).toBeNull();
    charges = await chargeEach();
  });
  afterAll(() => startService('fake-twilio'));

  it('debit decides charges as before; sms is ready and keeps its notices', async () => {
    expect(charges.map(({ status }) => status)).toEqual(CARDS.map(() => 'approved'));
    await eventually('the provider has refused a call', async () =>
      expect(await callsRefused()).toBeGreaterThan(before),
    );
    // A notice is *calling* during an attempt; a refused call makes it *intent* again.
    await eventually('every notice is waiting', async () =>
      expect(await statesOf(charges)).toEqual(CARDS.map(() => 'intent')),
    );
    expect(await read('sms', '/health/ready', 'anonymous')).toEqual({ status: 'ok' });
    expect(pidOf('fake-twilio')).toBeNull();
  });

  it(
    'sms sends each notice once when the provider is back',
    async () => {
      await startService('fake-twilio');
      await eventually(
        'every notice is sent',
        async () =>
          expect((await statesOf(charges)).filter((state) => !['sent', 'delivered'].includes(state))).toEqual(
            [],
          ),
        SENT_WITHIN_MS,
      );
      const notices = (await Promise.all(charges.map(({ id }) => noticesOf(id)))).flat();
      for (const [n, { accountId }] of CARDS.entries()) {
        const texts = await textsTo(await phoneOf(accountId));
        expect(texts.filter((text) => text === notices[n]!.text)).toHaveLength(1);
      }
    },
    SENT_WITHIN_MS,
  );
});
