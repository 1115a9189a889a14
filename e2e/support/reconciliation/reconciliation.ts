import { chargeIn, settled } from '../charges/callers.js';
import type { SeededCard } from '../charges/cards.js';
import { type AnsweredCall, answersMore, type Load, startLoad } from '../charges/load.js';
import { type EndOffsets, endOffsets, recordsSince } from '../kafka/log-reader.js';
import { expectEveryRecordAudited, expectOneTextANotice, textCounts } from './reconciled-downstream.js';
import { expectItIsAllThere } from './reconcile-command.js';
import {
  balances,
  expectAnswersStand,
  expectMoneyMoved,
  expectPostings,
  type SettledCall,
} from './reconciled-money.js';

export interface ReconciliationOptions {
  /** The beginning of each line that it prints. */
  readonly name: string;
  readonly cards: readonly SeededCard[];
  readonly perSecond: number;
  readonly atLeastCharges: number;
  readonly settledWithinMs?: number;
  /** How many calls to the provider the faults can cut short, so that their end is unknown. */
  readonly mostUnresolved?: number;
}

/** How many outcomes repeat another: debit got a request twice, or a cancellation found its charge cancelled. */
async function repeatedOutcomes(before: EndOffsets): Promise<number> {
  const outcomes = (await recordsSince(before)).filter(({ topic }) =>
    /^(charges|passages)\.decided$/.test(topic),
  );
  return outcomes.length - new Set(outcomes.map(({ type, subject }) => `${type} ${subject}`)).size;
}

/** Runs a load through faults, then reconciles its answers with charges, balances, postings, audit and texts. */
export class Reconciliation {
  private answered: readonly AnsweredCall[] = [];
  private settled: readonly SettledCall[] = [];
  private beganAt = '';
  private balancesBefore: ReadonlyMap<string, bigint> = new Map();
  private textsBefore: ReadonlyMap<string, number> = new Map();
  private readonly settledWithinMs: number;

  constructor(private readonly options: ReconciliationOptions) {
    this.settledWithinMs = options.settledWithinMs ?? 120_000;
  }

  /** Charges while the faults happen, and waits until each charge is settled. */
  async during(faults: (load: Load) => Promise<void>): Promise<void> {
    const { cards, perSecond } = this.options;
    const before = await endOffsets();
    this.beganAt = new Date().toISOString();
    this.balancesBefore = await balances(cards);
    this.textsBefore = await textCounts(cards);
    const load = startLoad(cards, perSecond);
    try {
      await answersMore(load);
      await faults(load);
    } finally {
      this.answered = await load.stop();
    }
    this.settled = await this.settleAll();
    const count = (status: string) => this.settled.filter(({ charge }) => charge.status === status).length;
    this.print(
      `${this.answered.length} charges, ${this.repeatedCalls()} asked again; ` +
        `${count('approved')} approved, ${count('declined')} declined, ${count('cancelled')} cancelled; ` +
        `${await repeatedOutcomes(before)} outcomes came again`,
    );
  }

  /** How many callers felt the faults, and asked again. */
  repeatedCalls(): number {
    return this.answered.filter(({ attempts }) => attempts > 1).length;
  }

  /** The tests that every such spec ends with. */
  itReconciles(): void {
    const { cards, atLeastCharges, mostUnresolved = 0 } = this.options;
    const testTimeoutMs = this.settledWithinMs + 30_000;

    it('every caller gets a definite answer, and one charge', () => {
      expect(this.answered.length).toBeGreaterThanOrEqual(atLeastCharges);
      expect(new Set(this.answered.map(({ as, answer }) => `${as} ${answer.status}`))).toEqual(
        new Set(['shop 201', 'toll 202']),
      );
      expect(new Set(this.settled.map(({ charge }) => charge.id)).size).toBe(this.answered.length);
    });

    it("a till's answer stands, and the bank's ledger agrees with it", () =>
      expectAnswersStand(this.settled));

    it('no cent is lost, and none is taken twice', () =>
      expectMoneyMoved(cards, this.balancesBefore, this.settled));

    it('an approved charge has one posting, a reversed one two, any other none', () =>
      expectPostings(cards, this.settled));

    it(
      'audit has every record of its topics exactly once, and both sides of every charge',
      () => expectEveryRecordAudited(this.settled, this.settledWithinMs),
      testTimeoutMs,
    );

    it(
      'sms has one notice of each approved charge, and sends it in one SMS at most',
      async () => {
        const { notices, unresolved } = await expectOneTextANotice(
          cards,
          this.textsBefore,
          this.settled,
          this.settledWithinMs,
        );
        this.print(`${notices} notices, ${unresolved} unresolved`);
        expect(unresolved).toBeLessThanOrEqual(mostUnresolved);
      },
      testTimeoutMs,
    );

    it(
      '`peaje reconcile` finds no difference between the services and the topics',
      async () => {
        const { compared } = await expectItIsAllThere('--since', this.beganAt);
        expect(compared['charges']).toBeGreaterThanOrEqual(this.answered.length);
      },
      testTimeoutMs,
    );
  }

  private async settleAll(): Promise<SettledCall[]> {
    const calls: SettledCall[] = [];
    for (const call of this.answered)
      calls.push({
        ...call,
        charge: await settled(chargeIn(call.answer).id, call.as, this.settledWithinMs),
      });
    return calls;
  }

  private print(line: string): void {
    process.stdout.write(`${this.options.name}: ${line}\n`);
  }
}
