import type { PassageAnswer } from '@peaje/contracts';
import { eventually } from '@peaje/testing/outside';
import { chargeIn, newKey, passGate, settled } from '../charges/callers.js';
import { eur } from '../charges/cards.js';
import { sendFile } from '../charges/passage-file.js';
import { expectProblem } from '../http/expect-problem.js';
import { balanceOf } from '../services/bank.js';
import { textsTo } from '../services/downstream.js';
import { blockCard, debtsOf, denied, type NewHolder, openAccountKnownToPos } from '../services/holders.js';
import type { Figures } from './setting.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const TIMEOUT_MS = 60_000;
/** More money than the holder has. */
const UNPAYABLE_MINOR = 5_000;

/** What gates with broken clocks name as the time of a passage. */
const BROKEN: Readonly<Record<string, () => string>> = {
  'whose GPS has rolled over, ahead': () => fromNow(1_024 * 7 * DAY),
  'whose GPS has rolled over, back': () => fromNow(-1_024 * 7 * DAY),
  'whose battery is empty': () => '2000-01-01T00:00:00Z',
  'that counts from 1970': () => '1970-01-01T00:00:42Z',
  'that is 6 minutes ahead': () => fromNow(6 * MINUTE),
  'that is 6 minutes ahead, in another zone': () =>
    fromNow(6 * MINUTE + 3 * 60 * MINUTE).replace('Z', '+03:00'),
  'that is a day ahead': () => fromNow(DAY),
  'that is 401 days back': () => fromNow(-401 * DAY),
};
const fromNow = (ms: number): string => new Date(Date.now() + ms).toISOString();

/** The same passage alone and as a line of a file; each is refused because of its time. */
async function expectRefused(token: string, passedAt: string): Promise<void> {
  const single = await passGate({ token, amountMinor: UNPAYABLE_MINOR, body: { passedAt } });
  expectProblem(single, 400, 'invalid-request', 'passedAt');
  const line = {
    id: newKey(),
    gateId: 'gate-e2e',
    laneId: 'lane-1',
    card: { token },
    amount: eur(UNPAYABLE_MINOR),
    passedAt,
  };
  const file = await sendFile({ lines: [JSON.stringify(line)] });
  expect(file.status).toBe(200);
  expect(JSON.parse(file.text) as PassageAnswer).toMatchObject({
    id: line.id,
    status: 400,
    problem: { code: 'invalid-request', field: 'passedAt' },
  });
}

/** The clocks of gates. */
export function itRefusesBrokenClocks(figures: Figures): void {
  const phone = `+346${String(Date.now()).slice(-8)}`;
  let holder: NewHolder;
  let blocked: NewHolder;
  let debtsBefore: object[];
  beforeAll(async () => {
    holder = await openAccountKnownToPos(100n, phone);
    blocked = await openAccountKnownToPos(100n);
    await blockCard(blocked.token);
    await denied(blocked.token);
    debtsBefore = await debtsOf(blocked.accountId);
  }, TIMEOUT_MS);

  it.each(Object.entries(BROKEN))(
    'refuses the passages of a gate %s, of a good card and of a denied one',
    async (_, passedAt) => {
      for (const { token } of [holder, blocked]) await expectRefused(token, passedAt());
      figures['passages of broken clocks'] = (figures['passages of broken clocks'] ?? 0) + 4;
    },
  );

  it('makes no debt of them, denies no card and sends no text', async () => {
    const textsBefore = await eventually('the holder has the text of the first passage', async () => {
      const texts = await textsTo(phone);
      expect(texts).not.toEqual([]);
      return texts.length;
    });
    expect(textsBefore).toBe(1);
    const passage = await passGate({ token: holder.token, amountMinor: 100 });
    expect(passage.status).toBe(202);
    expect(await settled(chargeIn(passage).id, 'toll')).toMatchObject({ status: 'approved' });
    await eventually('the holder has the text of this passage', async () =>
      expect(await textsTo(phone)).toHaveLength(2),
    );
    expect(await debtsOf(holder.accountId)).toEqual([]);
    expect(await debtsOf(blocked.accountId)).toEqual(debtsBefore);
    expect(await balanceOf(holder.accountId)).toBe(0n);
    expect(await balanceOf(blocked.accountId)).toBe(100n);
  });
}
