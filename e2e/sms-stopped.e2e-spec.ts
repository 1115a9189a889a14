import type { ChargeView } from '@peaje/contracts';
import { eventually, pidOf } from '@peaje/testing/outside';
import { chargeAtTill, chargeIn } from './support/charges/callers.js';
import { seededCards } from './support/charges/cards.js';
import { startService, stopService } from './support/faults/faults.js';
import { median } from './support/median.js';
import { noticesOf } from './support/services/downstream.js';

const CARDS = seededCards(261, 270);
const SENT_WITHIN_MS = 90_000;
const ROUNDS = 10;

/** Charges each card, one after another. */
async function chargeEach(): Promise<{ charges: ChargeView[]; medianMs: number }> {
  const answers = [];
  for (const { token } of CARDS) answers.push(await chargeAtTill({ token, amountMinor: 7 }));
  return { charges: answers.map(chargeIn), medianMs: median(answers.map(({ tookMs }) => tookMs)) };
}

describe('sms is stopped', () => {
  const withSms: number[] = [];
  const without: number[] = [];
  let unread: ChargeView[];

  beforeAll(async () => {
    await chargeEach(); // the first requests are slow, and no part of the measurement
    for (let n = 0; n < ROUNDS; n++) withSms.push((await chargeEach()).medianMs);
    await stopService('sms');
    expect(pidOf('sms')).toBeNull();
    unread = [];
    for (let n = 0; n < ROUNDS; n++) {
      const { charges, medianMs } = await chargeEach();
      unread.push(...charges);
      without.push(medianMs);
    }
    expect(pidOf('sms')).toBeNull();
  }, 120_000);

  afterAll(() => startService('sms'));

  it('pos approves every shop charge, as fast as before', () => {
    const shown = (all: number[]) => all.map((ms) => ms.toFixed(0)).join(', ');
    process.stdout.write(`sms stopped: medians ${shown(without)} ms, before ${shown(withSms)} ms\n`);

    expect(unread.map(({ status, ledger }) => `${status}, ${ledger}`)).toEqual(
      unread.map(() => 'approved, debited'),
    );
    // The best of ten, each in the same run: the load of other programs is no part of the measurement.
    expect(Math.min(...without)).toBeLessThan(2 * Math.min(...withSms));
  });

  it('sms sends one notice of each charge once it is back', async () => {
    await startService('sms');
    await eventually(
      'every notice is sent',
      async () => {
        const notices = await Promise.all(unread.map(({ id }) => noticesOf(id)));
        expect(notices.map((some) => some.map(({ template }) => template))).toEqual(
          unread.map(() => ['approved']),
        );
        const waiting = notices.flat().filter(({ status }) => status !== 'sent' && status !== 'delivered');
        expect(waiting).toEqual([]);
      },
      SENT_WITHIN_MS,
    );
  }, 120_000);
});
