import { chargeIn, settled } from '../charges/callers.js';
import type { SeededCard } from '../charges/cards.js';
import { answersMore, type Load, startLoad, type Told } from '../charges/load.js';
import { type EndOffsets, endOffsets, recordsSince } from '../kafka/log-reader.js';
import { expectEveryRecordKept, expectOneTextANotice, textCounts } from './reconciled-followers.js';
import {
  balances,
  expectAgreement,
  expectMoneyMoved,
  expectPostings,
  type Followed,
} from './reconciled-money.js';

export interface ReckoningOptions {
  /** What the lines that it prints begin with. */
  readonly name: string;
  readonly cards: readonly SeededCard[];
  readonly perSecond: number;
  readonly atLeastCharges: number;
  readonly settledWithinMs?: number;
  /** How many calls to the provider the faults can cut short, so that nobody knows their end. */
  readonly mostUnresolved?: number;
}

/** How many outcomes came again: a request was delivered twice, or a cancellation found its charge cancelled. */
async function repeatsSince(before: EndOffsets): Promise<number> {
  const outcomes = (await recordsSince(before)).filter(({ topic }) => topic === 'charges.decided');
  return outcomes.length - new Set(outcomes.map(({ type, subject }) => `${type} ${subject}`)).size;
}

/** A load, what each of its callers was told, what became of their charges, and what holds whatever went wrong meanwhile. */
export class Reckoning {
  told: readonly Told[] = [];
  private followed: readonly Followed[] = [];
  private balancesBefore: ReadonlyMap<string, bigint> = new Map();
  private textsBefore: ReadonlyMap<string, number> = new Map();
  private readonly settledWithinMs: number;

  constructor(private readonly options: ReckoningOptions) {
    this.settledWithinMs = options.settledWithinMs ?? 120_000;
  }

  /** Charges while that goes wrong, and follows each charge to its end. */
  async during(faults: (load: Load) => Promise<void>): Promise<void> {
    const { cards, perSecond } = this.options;
    const before = await endOffsets();
    this.balancesBefore = await balances(cards);
    this.textsBefore = await textCounts(cards);
    const load = startLoad(cards, perSecond);
    try {
      await answersMore(load);
      await faults(load);
    } finally {
      this.told = await load.stop();
    }
    this.followed = await this.follow();
    const count = (status: string) => this.followed.filter(({ charge }) => charge.status === status).length;
    this.print(
      `${this.told.length} charges, ${this.askedAgain()} asked again; ` +
        `${count('approved')} approved, ${count('declined')} declined, ${count('cancelled')} cancelled; ` +
        `${await repeatsSince(before)} outcomes came again`,
    );
  }

  /** How many callers felt it. */
  askedAgain(): number {
    return this.told.filter(({ attempts }) => attempts > 1).length;
  }

  /** The tests that every such spec ends with. */
  itAddsUp(): void {
    const { cards, atLeastCharges, mostUnresolved = 0 } = this.options;
    const testTimeoutMs = this.settledWithinMs + 30_000;

    it('every caller got a definite answer, and one charge each', () => {
      expect(this.told.length).toBeGreaterThanOrEqual(atLeastCharges);
      expect(new Set(this.told.map(({ as, answer }) => `${as} ${answer.status}`))).toEqual(
        new Set(['shop 201', 'toll 202']),
      );
      expect(new Set(this.followed.map(({ charge }) => charge.id)).size).toBe(this.told.length);
    });

    it('what a till was told stays so, and the bank did the same', () => expectAgreement(this.followed));

    it('no cent is lost, and none is taken twice', () =>
      expectMoneyMoved(cards, this.balancesBefore, this.followed));

    it('an approved charge has one posting, a reversed one two, any other none', () =>
      expectPostings(cards, this.followed));

    it(
      'audit has every record of its topics exactly once, and both sides of every charge',
      () => expectEveryRecordKept(this.followed, this.settledWithinMs),
      testTimeoutMs,
    );

    it(
      'each holder is told of each approved charge, in one SMS at most',
      async () => {
        const { notices, unresolved } = await expectOneTextANotice(
          cards,
          this.textsBefore,
          this.followed,
          this.settledWithinMs,
        );
        this.print(`${notices} notices, ${unresolved} unresolved`);
        expect(unresolved).toBeLessThanOrEqual(mostUnresolved);
      },
      testTimeoutMs,
    );
  }

  private async follow(): Promise<Followed[]> {
    const followed: Followed[] = [];
    for (const one of this.told)
      followed.push({
        ...one,
        charge: await settled(chargeIn(one.answer).id, one.as, this.settledWithinMs),
      });
    return followed;
  }

  private print(line: string): void {
    process.stdout.write(`${this.options.name}: ${line}\n`);
  }
}
