import { eventually, repeatWhileLate } from '@peaje/testing/outside';
import { balanceOf, netOf } from './support/services/bank.js';
import {
  type Attempt,
  chargeAtTill,
  chargeIn,
  newKey,
  passGate,
  settled,
  UNKNOWN_AFTER_MS,
} from './support/charges/callers.js';
import { seededCards } from './support/charges/cards.js';
import {
  codeOfWrite,
  type Database,
  databaseFaults,
  waitsBecauseOf,
} from './support/faults/database-faults.js';
import { expectProblem } from './support/http/expect-problem.js';
import { entriesOf, noticesOf } from './support/services/downstream.js';
import { type Answer, ask } from './support/http/http-client.js';
import { peajeJson } from './support/operator.js';
import { auditHasCaughtUp } from './support/reconciliation/reconciled-downstream.js';

const CARDS = seededCards(401, 404);
const WAIT_MS = 1_000;
const MOST_LATE_MS = 500;
const TOLL_WITHIN_MS = 1_000;
const SETTLED_WITHIN_MS = 120_000;
const FAULTS = Object.entries(databaseFaults);

interface Caller extends Attempt {
  readonly as: 'shop' | 'toll';
  readonly accountId: string;
  readonly amountMinor: bigint;
}

const callers = (amountMinor: bigint): Caller[] =>
  CARDS.flatMap(({ token, accountId }): Caller[] => {
    const one = { token, accountId, amountMinor };
    return [
      { ...one, as: 'shop', key: newKey(), headers: { prefer: `wait=${WAIT_MS / 1000}` } },
      { ...one, as: 'toll', key: newKey(), body: { passedAt: new Date().toISOString() } },
    ];
  });
const call = ({ as, ...attempt }: Caller): Promise<Answer> =>
  as === 'shop' ? chargeAtTill(attempt) : passGate(attempt);
const mostMs = ({ as }: Caller): number => (as === 'shop' ? WAIT_MS + MOST_LATE_MS : TOLL_WITHIN_MS);
/** A late answer is no proof: the same caller, or the next one in its place, asks again. */
const askAgainAfterMs = ({ as }: Caller): number =>
  as === 'shop' ? WAIT_MS + UNKNOWN_AFTER_MS : TOLL_WITHIN_MS;
const callAll = async (all: readonly Caller[], callOne: (caller: Caller) => Promise<Answer>) =>
  Promise.all(all.map(async (caller) => ({ caller, answer: await callOne(caller) })));
const parkedKeys = async (group: string) =>
  (await peajeJson<object[]>('dlq', 'keys', '--group', group)).length;

/** Answers as before, so the next fault begins where all is well. */
async function allIsWell(): Promise<void> {
  await eventually(
    'a purchase is approved',
    async () => {
      const charge = chargeIn(await chargeAtTill({ token: CARDS[0]!.token, amountMinor: 1 }));
      expect(charge.status).toBe('approved');
    },
    SETTLED_WITHIN_MS,
  );
  await auditHasCaughtUp(SETTLED_WITHIN_MS);
}

describe.each(FAULTS.filter(([name]) => name !== 'down'))(
  'the databases of debit, audit and sms are %s',
  (name, fault) => {
    const THEIRS: Database[] = ['debit', 'audit', 'sms'];
    const amountMinor = BigInt(100 + FAULTS.findIndex(([other]) => other === name));
    let told: { caller: Caller; answer: Answer }[];
    /** With those that were late and asked again. */
    const attempts: Caller[] = [];
    let bitten: (string | undefined)[];

    beforeAll(async () => {
      await allIsWell();
      await fault.bite(THEIRS);
      bitten = await Promise.all(THEIRS.map(codeOfWrite));
      told = await callAll(callers(amountMinor), async (caller) => {
        const callAnew = () => {
          const attempt = { ...caller, key: newKey() };
          attempts.push(attempt);
          return call(attempt);
        };
        return (await repeatWhileLate(callAnew, askAgainAfterMs(caller))).result;
      });
      await waitsBecauseOf('debit', fault.code);
      await fault.heal(THEIRS);
    }, 120_000);
    afterAll(() => fault.heal(THEIRS));

    it('the fault happened', () => {
      expect(bitten).toEqual(THEIRS.map(() => fault.code));
    });

    it('cars drive on within a second, tills are told within their wait and half a second', () => {
      const late = told.map(({ caller, answer }) => answer.tookMs - mostMs(caller));
      expect(told.map(({ answer }) => answer.status)).toEqual(CARDS.flatMap(() => [201, 202]));
      expect(late.filter((ms) => ms > 0)).toEqual([]);
      const tills = told.filter(({ caller }) => caller.as === 'shop');
      expect(tills.map(({ answer }) => chargeIn(answer).status)).toEqual(CARDS.map(() => 'cancelled'));
    });

    it(
      'then every car pays once, no till does, everybody has read of it once, and nothing is parked',
      async () => {
        for (const caller of attempts) {
          const { id } = chargeIn(await call(caller));
          const charge = await settled(id, caller.as, SETTLED_WITHIN_MS);
          const isCar = caller.as === 'toll';
          expect([caller.as, charge.status]).toEqual([caller.as, isCar ? 'approved' : 'cancelled']);
          const net = await netOf(caller.accountId, charge.id);
          expect([charge.id, net]).toEqual([charge.id, isCar ? -amountMinor : 0n]);
          await eventually('audit and sms have caught up', async () => {
            const topics = (await entriesOf(charge.id)).map(({ topic }) => topic);
            expect(new Set(topics)).toEqual(new Set(['charges.requested', 'charges.decided']));
            if (isCar) expect(await noticesOf(charge.id)).toHaveLength(1);
          });
        }
        expect(await parkedKeys('debit')).toBe(0);
      },
      SETTLED_WITHIN_MS,
    );
  },
);

describe.each(FAULTS)('the database of pos is %s', (name, fault) => {
  const amountMinor = BigInt(200 + FAULTS.findIndex(([other]) => other === name));
  let before: bigint[];
  let told: { caller: Caller; answer: Answer }[];
  let bitten: string | undefined;
  let ready: Answer;
  let again: Answer[];

  beforeAll(async () => {
    await allIsWell();
    before = await Promise.all(CARDS.map(({ accountId }) => balanceOf(accountId)));
    await fault.bite(['pos']);
    bitten = await codeOfWrite('pos');
    // With the same key: nothing is stored yet.
    told = await callAll(callers(amountMinor), async (caller) => {
      const withinMs = caller.as === 'shop' ? mostMs(caller) : Infinity;
      return (await repeatWhileLate(() => call(caller), withinMs)).result;
    });
    ready = await ask('pos', 'GET', '/health/ready', { as: 'nobody' });
    await fault.heal(['pos']);
    again = await eventually(
      'each has a definite answer to the same key',
      async () => {
        const answers = await Promise.all(told.map(({ caller }) => call(caller)));
        expect(answers.map(({ status }) => status)).toEqual(CARDS.flatMap(() => [201, 202]));
        return answers;
      },
      SETTLED_WITHIN_MS,
    );
  }, 180_000);
  afterAll(() => fault.heal(['pos']));

  it('the fault happened', () => {
    expect(bitten).toBe(fault.code);
    if (name === 'down' || name === 'out of connections') expectProblem(ready, 503, 'not-ready');
  });

  it('tills and gates are told what they may rely on, and when to try again', () => {
    for (const { caller, answer } of told) {
      process.stdout.write(
        `pos ${name}: ${caller.as} ${answer.status} after ${Math.round(answer.tookMs)} ms\n`,
      );
      if (name === 'slow' && caller.as === 'shop') {
        expectProblem(answer, 504, 'outcome-unknown');
        expect(answer.tookMs).toBeLessThan(WAIT_MS + MOST_LATE_MS);
      } else {
        expectProblem(answer, 503, 'not-stored');
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      }
    }
  });

  it(
    'then the same keys are charged once each',
    async () => {
      const charges = await Promise.all(
        again.map((answer, n) => settled(chargeIn(answer).id, told[n]!.caller.as, SETTLED_WITHIN_MS)),
      );
      expect(new Set(charges.map(({ id }) => id)).size).toBe(told.length);
      for (const [n, { accountId }] of CARDS.entries()) {
        const paid = charges.slice(2 * n, 2 * n + 2).filter(({ status }) => status === 'approved').length;
        expect(charges[2 * n + 1]!.status).toBe('approved');
        expect([accountId, await balanceOf(accountId)]).toEqual([
          accountId,
          before[n]! - BigInt(paid) * amountMinor,
        ]);
      }
    },
    SETTLED_WITHIN_MS,
  );
});
