import { pidOf } from '@peaje/testing/outside';
import { chargeAtTill, chargeIn, settled } from './support/charges/callers.js';
import { AMOUNT_MINOR, answersIn, chargeIdOf, sendFile } from './support/charges/passage-file.js';
import { eur } from './support/charges/cards.js';
import { startService, stopService } from './support/faults/faults.js';
import type { Answer } from './support/http/http-client.js';
import { caughtUp, lagOf } from './support/kafka/groups.js';
import { type EndOffsets, quietEndOffsets, recordsSince } from './support/kafka/log-reader.js';
import { balanceOf } from './support/services/bank.js';
import { type NewHolder, openAccountKnownToPos, PHONE_WITHOUT_TEXTS } from './support/services/holders.js';

const PASSAGES = 20_000;
const LINES_A_FILE = 10_000;
const HOLDERS = 8;
const ANSWERED_WITHIN_MS = 1_000;
const DECIDED_WITHIN_MS = 240_000;
const PURCHASE_MINOR = 100n;
const DEPOSIT_MINOR = PURCHASE_MINOR + BigInt((PASSAGES / HOLDERS) * AMOUNT_MINOR);

describe('debit was away, and 20 000 passages wait for it', () => {
  const holders: NewHolder[] = [];
  let before: EndOffsets;
  let accepted: (string | null)[];
  let answer: Answer;
  let answeredAfterMs: number;
  let waiting: bigint;

  /** The lines of a file; each holder passes equally often. */
  const linesOf = (file: number): string[] =>
    Array.from({ length: LINES_A_FILE }, (_, n) =>
      JSON.stringify({
        id: `${holders[0]!.token}-${file}-${n}`,
        gateId: 'gate-file',
        laneId: 'lane-1',
        card: { token: holders[n % HOLDERS]!.token },
        amount: eur(AMOUNT_MINOR),
        passedAt: new Date().toISOString(),
      }),
    );

  beforeAll(async () => {
    for (let n = 0; n < HOLDERS; n++)
      holders.push(await openAccountKnownToPos(DEPOSIT_MINOR, PHONE_WITHOUT_TEXTS));
    before = await quietEndOffsets();
    await stopService('debit');
    expect(pidOf('debit')).toBeNull();
    accepted = [];
    for (let file = 0; file < PASSAGES / LINES_A_FILE; file++)
      accepted.push(...answersIn(await sendFile({ lines: linesOf(file) })).map(chargeIdOf));
    await quietEndOffsets();

    await startService('debit');
    const readyAtMs = performance.now();
    const purchase = chargeAtTill({ token: holders[0]!.token, amountMinor: PURCHASE_MINOR }).then((it) => {
      answeredAfterMs = performance.now() - readyAtMs;
      return it;
    });
    [waiting, answer] = await Promise.all([lagOf('debit-passages', 'passages.requested'), purchase]);
    process.stdout.write(
      `purchase before passages: answered after ${answeredAfterMs.toFixed(0)} ms, ${waiting} passages waited\n`,
    );
  }, 240_000);

  afterAll(() => startService('debit'));

  it('a purchase of a holder whose passages wait is approved within a second of its return', () => {
    expect(new Set(accepted).size).toBe(PASSAGES);
    expect(waiting).toBeGreaterThan(15_000n);
    expect(chargeIn(answer)).toMatchObject({ status: 'approved', ledger: 'debited' });
    expect(answeredAfterMs).toBeLessThan(ANSWERED_WITHIN_MS);
  });

  it(
    'every passage is decided afterwards, once, and nobody waits any more',
    async () => {
      await caughtUp('debit-passages', 'passages.requested', DECIDED_WITHIN_MS);
      await caughtUp('pos-passages', 'passages.decided', DECIDED_WITHIN_MS);
      const outcomes = (await recordsSince(before)).filter(({ topic }) => topic === 'passages.decided');
      expect(new Set(outcomes.map(({ type }) => type))).toEqual(new Set(['peaje.charge.approved.v1']));
      expect(new Set(outcomes.map(({ subject }) => subject))).toEqual(new Set(accepted));
      for (const id of accepted.slice(-HOLDERS))
        expect(await settled(id!, 'toll')).toMatchObject({ status: 'approved', ledger: 'debited' });
      const balances = await Promise.all(holders.map(({ accountId }) => balanceOf(accountId)));
      expect(balances).toEqual(holders.map((_, n) => (n === 0 ? 0n : PURCHASE_MINOR)));
    },
    DECIDED_WITHIN_MS + 60_000,
  );
});
