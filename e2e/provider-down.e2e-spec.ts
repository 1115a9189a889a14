import type { ChargeView } from '@peaje/contracts';
import { eventually, pidOf } from '@peaje/testing/outside';
import { phoneOf } from './support/services/bank.js';
import { chargeAtTill, chargeIn } from './support/charges/callers.js';
import { seededCards } from './support/charges/cards.js';
import { startService, stopService } from './support/faults/faults.js';
import { noticesOf, textsTo } from './support/services/downstream.js';
import { ask, read } from './support/http/http-client.js';

const CARDS = seededCards(405, 409);
const TOLD_WITHIN_MS = 120_000;

/** Each is told of its own charge by its amount. */
const purchases = async (): Promise<ChargeView[]> => {
  const charges = [];
  for (const [n, { token }] of CARDS.entries())
    charges.push(chargeIn(await chargeAtTill({ token, amountMinor: 500 + n })));
  return charges;
};

const statesOf = async (charges: readonly ChargeView[]): Promise<string[]> =>
  (await Promise.all(charges.map(({ id }) => noticesOf(id)))).flat().map(({ status }) => status);

/** Calls to the provider that met a closed port, or a name that stands for nobody. */
async function callsRefused(): Promise<number> {
  const { text } = await ask('sms', 'GET', '/metrics', { as: 'nobody' });
  const counts = text.matchAll(/^peaje_sms_calls_total\{status="intent",error="E\w+"\} (\d+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}

describe('the phone company is down', () => {
  let charges: ChargeView[];
  let before: number;

  beforeAll(async () => {
    before = await callsRefused();
    await stopService('fake-twilio');
    expect(pidOf('fake-twilio')).toBeNull();
    charges = await purchases();
  });
  afterAll(() => startService('fake-twilio'));

  it('charges are decided as ever, sms is ready and keeps its notices', async () => {
    expect(charges.map(({ status }) => status)).toEqual(CARDS.map(() => 'approved'));
    await eventually('sms has met nobody', async () => expect(await callsRefused()).toBeGreaterThan(before));
    // What is being tried again this moment is *calling*; a call that met nobody leaves the notice owed.
    await eventually('every notice is owed', async () =>
      expect(await statesOf(charges)).toEqual(CARDS.map(() => 'intent')),
    );
    expect(await read('sms', '/health/ready', 'nobody')).toEqual({ status: 'ok' });
    expect(pidOf('fake-twilio')).toBeNull();
  });

  it(
    'then it is back, and each holder is told once',
    async () => {
      await startService('fake-twilio');
      await eventually(
        'every holder is told',
        async () =>
          expect((await statesOf(charges)).filter((state) => !['sent', 'delivered'].includes(state))).toEqual(
            [],
          ),
        TOLD_WITHIN_MS,
      );
      const notices = (await Promise.all(charges.map(({ id }) => noticesOf(id)))).flat();
      for (const [n, { accountId }] of CARDS.entries()) {
        const texts = await textsTo(await phoneOf(accountId));
        expect(texts.filter((text) => text === notices[n]!.text)).toHaveLength(1);
      }
    },
    TOLD_WITHIN_MS,
  );
});
