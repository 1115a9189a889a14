import { chargeTopics } from '@peaje/contracts';
import { eventually, repeatWhileLate } from '@peaje/testing/outside';
import { chargeAtTill, chargeIn, newKey, settled } from './support/charges/callers.js';
import { seededCards } from './support/charges/cards.js';
import {
  type AnsweredCaller,
  callPos,
  type ChargeCaller,
  MOST_LATE_MS,
  repeatAfterMs,
  tillAndGate,
  TOLL_WITHIN_MS,
  WAIT_MS,
} from './support/charges/till-and-gate.js';
import {
  codeOfWrite,
  type Database,
  databaseFaults,
  waitsBecauseOf,
} from './support/faults/database-faults.js';
import { expectProblem } from './support/http/expect-problem.js';
import { type Answer, ask } from './support/http/http-client.js';
import { peajeJson } from './support/operator.js';
import { auditHasCaughtUp } from './support/reconciliation/reconciled-downstream.js';
import { balanceOf, netOf } from './support/services/bank.js';
import { entriesOf, noticesOf } from './support/services/downstream.js';

const CARDS = seededCards(401, 404);
const SETTLED_WITHIN_MS = 120_000;
const FAULTS = Object.entries(databaseFaults);

const callers = (amountMinor: bigint): ChargeCaller[] =>
  CARDS.flatMap((card) => tillAndGate(card, amountMinor)).map((caller) => ({ ...caller, key: newKey() }));
const callAll = async (
  all: readonly ChargeCaller[],
  callOne: (caller: ChargeCaller) => Promise<Answer>,
): Promise<AnsweredCaller[]> =>
  Promise.all(all.map(async (caller) => ({ caller, answer: await callOne(caller) })));
const mostMs = ({ as }: ChargeCaller): number => (as === 'shop' ? WAIT_MS + MOST_LATE_MS : TOLL_WITHIN_MS);
const parkedKeys = async (group: string) =>
  (await peajeJson<object[]>('dlq', 'keys', '--group', group)).length;

/** The system works as before, so that the next fault meets a healthy one. */
async function untilHealthy(): Promise<void> {
  await eventually(
    'a shop charge is approved',
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
    let answered: AnsweredCaller[];
    /** Every call, also those that were late and made again. */
    const attempts: ChargeCaller[] = [];
    let codes: (string | undefined)[];

    beforeAll(async () => {
      await untilHealthy();
      await fault.inject(THEIRS);
      codes = await Promise.all(THEIRS.map(codeOfWrite));
      answered = await callAll(callers(amountMinor), async (caller) => {
        const callAnew = () => {
          const attempt = { ...caller, key: newKey() };
          attempts.push(attempt);
          return callPos(attempt);
        };
        return (await repeatWhileLate(callAnew, repeatAfterMs(caller))).result;
      });
      await waitsBecauseOf('debit', fault.code);
      await fault.clear(THEIRS);
    }, 120_000);
    afterAll(() => fault.clear(THEIRS));

    it('the databases refuse writes', () => {
      expect(codes).toEqual(THEIRS.map(() => fault.code));
    });

    it('pos answers gates within a second, and tills within their wait and half a second', () => {
      const late = answered.map(({ caller, answer }) => answer.tookMs - mostMs(caller));
      expect(answered.map(({ answer }) => answer.status)).toEqual(CARDS.flatMap(() => [201, 202]));
      expect(late.filter((ms) => ms > 0)).toEqual([]);
      const tills = answered.filter(({ caller }) => caller.as === 'shop');
      expect(tills.map(({ answer }) => chargeIn(answer).status)).toEqual(CARDS.map(() => 'cancelled'));
    });

    it(
      'afterwards every passage is paid once, no shop charge is, audit and sms know each, and debit parks nothing',
      async () => {
        for (const caller of attempts) {
          const { id } = chargeIn(await callPos(caller));
          const charge = await settled(id, caller.as, SETTLED_WITHIN_MS);
          const { as, accountId } = caller;
          const isToll = as === 'toll';
          expect({ as, status: charge.status }).toEqual({ as, status: isToll ? 'approved' : 'cancelled' });
          const net = await netOf(accountId, charge.id);
          expect({ id, net }).toEqual({ id, net: isToll ? -amountMinor : 0n });
          await eventually('audit and sms have caught up', async () => {
            const topics = (await entriesOf(charge.id)).map(({ topic }) => topic);
            const { requests, outcomes } = chargeTopics[as];
            expect(new Set(topics)).toEqual(new Set([requests.name, outcomes.name]));
            if (isToll) expect(await noticesOf(charge.id)).toHaveLength(1);
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
  let answered: AnsweredCaller[];
  let code: string | undefined;
  let ready: Answer;
  let again: Answer[];

  beforeAll(async () => {
    await untilHealthy();
    before = await Promise.all(CARDS.map(({ accountId }) => balanceOf(accountId)));
    await fault.inject(['pos']);
    code = await codeOfWrite('pos');
    // With the same key: nothing is stored yet.
    answered = await callAll(callers(amountMinor), async (caller) => {
      const withinMs = caller.as === 'shop' ? mostMs(caller) : Infinity;
      return (await repeatWhileLate(() => callPos(caller), withinMs)).result;
    });
    ready = await ask('pos', 'GET', '/health/ready', { as: 'anonymous' });
    await fault.clear(['pos']);
    again = await eventually(
      'each caller has a definite answer to the same key',
      async () => {
        const answers = await Promise.all(answered.map(({ caller }) => callPos(caller)));
        expect(answers.map(({ status }) => status)).toEqual(CARDS.flatMap(() => [201, 202]));
        return answers;
      },
      SETTLED_WITHIN_MS,
    );
  }, 180_000);
  afterAll(() => fault.clear(['pos']));

  it('the database of pos refuses writes', () => {
    expect(code).toBe(fault.code);
    if (name === 'down' || name === 'out of connections') expectProblem(ready, 503, 'not-ready');
  });

  it('pos tells tills and gates whether it stored the charge, and when to try again', () => {
    for (const { caller, answer } of answered) {
      process.stdout.write(
        `pos ${name}: ${caller.as} ${answer.status} after ${Math.round(answer.tookMs)} ms\n`,
      );
      if (name === 'slow' && caller.as === 'shop') expect(answer.tookMs).toBeLessThan(WAIT_MS + MOST_LATE_MS);
      // Its statement had begun when its wait was over.
      if (name === 'slow' && caller.as === 'shop' && answer.status === 504) {
        expectProblem(answer, 504, 'outcome-unknown');
      } else {
        expectProblem(answer, 503, 'not-stored');
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      }
    }
  });

  it(
    'afterwards each key has one charge',
    async () => {
      const charges = await Promise.all(
        again.map((answer, n) => settled(chargeIn(answer).id, answered[n]!.caller.as, SETTLED_WITHIN_MS)),
      );
      expect(new Set(charges.map(({ id }) => id)).size).toBe(answered.length);
      for (const [n, { accountId }] of CARDS.entries()) {
        const paid = charges.slice(2 * n, 2 * n + 2).filter(({ status }) => status === 'approved').length;
        expect(charges[2 * n + 1]!.status).toBe('approved');
        const balance = before[n]! - BigInt(paid) * amountMinor;
        expect({ accountId, balance: await balanceOf(accountId) }).toEqual({ accountId, balance });
      }
    },
    SETTLED_WITHIN_MS,
  );
});
