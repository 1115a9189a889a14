import { phoneOf } from './support/bank.js';
import { seededCards } from './support/cards.js';
import { eventually } from './support/eventually.js';
import { killNine } from './support/faults.js';
import { chains, entriesOf, noticesOf, textsTo } from './support/followers.js';
import { answersMore, startLoad, type Told } from './support/load.js';
import { endOffsets, recordsIn } from './support/outside-reader.js';
import {
  approvedOf,
  balances,
  expectAgreement,
  expectMoneyMoved,
  expectPostings,
  follow,
  type Followed,
} from './support/reckoning.js';

const CARDS = seededCards(101, 120);
const TOPICS_OF_AUDIT = ['charges.requested', 'charges.decided', 'operations.performed'];
const SETTLED_WITHIN_MS = 120_000;
const TEST_TIMEOUT_MS = SETTLED_WITHIN_MS + 30_000;

/** How many calls of sms a kill can cut short, so that nobody knows their end. */
const CALLS_AT_ONCE = 8;
/** A report that came while sms was dead does not come again: such a text stays `sent`. */
const AT_ITS_END = new Set(['sent', 'delivered', 'unresolved']);

describe('each service is killed once with SIGKILL while tills and gates are charging', () => {
  let before: Map<string, bigint>;
  let textsBefore: Map<string, number>;
  let told: readonly Told[];
  let followed: Followed[];
  const pids: { service: string; pidBefore: number; pidAfter: number }[] = [];
  const approved = () => approvedOf(followed);

  beforeAll(async () => {
    before = await balances(CARDS);
    textsBefore = new Map();
    for (const { accountId } of CARDS)
      textsBefore.set(accountId, (await textsTo(await phoneOf(accountId))).length);
    const load = startLoad(CARDS, 10);
    await answersMore(load);
    for (const service of ['debit', 'audit', 'sms', 'pos'] as const) {
      pids.push({ service, ...(await killNine(service)) });
      await answersMore(load);
    }
    told = await load.stop();
    followed = await follow(told, SETTLED_WITHIN_MS);
    const count = (status: string) => followed.filter(({ charge }) => charge.status === status).length;
    process.stdout.write(
      `kill -9: ${told.length} charges, ${told.filter(({ attempts }) => attempts > 1).length} asked again; ` +
        `${count('approved')} approved, ${count('declined')} declined, ${count('cancelled')} cancelled\n`,
    );
  }, 400_000);

  it('the faults happened: every service runs as another process, and callers felt it', () => {
    expect(pids.map(({ service }) => service)).toEqual(['debit', 'audit', 'sms', 'pos']);
    for (const { pidBefore, pidAfter } of pids) expect(pidAfter).not.toBe(pidBefore);
    expect(told.filter(({ attempts }) => attempts > 1).length).toBeGreaterThan(0);
  });

  it('every caller got a definite answer, and one charge each', () => {
    expect(told.length).toBeGreaterThanOrEqual(50);
    expect(new Set(told.map(({ as, answer }) => `${as} ${answer.status}`))).toEqual(
      new Set(['shop 201', 'toll 202']),
    );
    expect(new Set(followed.map(({ charge }) => charge.id)).size).toBe(told.length);
  });

  it('what a till was told stays so, and the bank did the same', () => expectAgreement(followed));

  it('no cent is lost, and none is taken twice', () => expectMoneyMoved(CARDS, before, followed));

  it('an approved charge has one posting, a reversed one two, any other none', () =>
    expectPostings(CARDS, followed));

  it(
    'audit has every record of its topics exactly once, and both sides of every charge',
    async () => {
      await eventually(
        'audit has caught up',
        async () => {
          const written = recordsIn(await endOffsets(), TOPICS_OF_AUDIT);
          const kept = (await chains()).reduce((sum, { seq }) => sum + BigInt(seq), 0n);
          expect(kept).toBe(written);
        },
        SETTLED_WITHIN_MS,
      );
      for (const { charge } of followed) {
        const topics = new Set((await entriesOf(charge.id)).map(({ topic }) => topic));
        expect([charge.id, ...[...topics].sort()]).toEqual([
          charge.id,
          'charges.decided',
          'charges.requested',
        ]);
      }
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'each holder is told of each approved charge, in one SMS at most',
    async () => {
      const notices = await eventually(
        'every notice is at its end',
        async () => {
          const all = await Promise.all(approved().map(({ charge }) => noticesOf(charge.id)));
          expect(all.map((some) => some.map(({ template }) => template))).toEqual(
            all.map(() => ['approved']),
          );
          const flat = all.flat();
          expect(flat.filter(({ status }) => !AT_ITS_END.has(status))).toEqual([]);
          return flat;
        },
        SETTLED_WITHIN_MS,
      );
      const unresolved = notices.filter(({ status }) => status === 'unresolved').length;
      process.stdout.write(`kill -9: ${notices.length} notices, ${unresolved} unresolved\n`);

      expect(unresolved).toBeLessThanOrEqual(CALLS_AT_ONCE);
      const texts = new Map<string, number>();
      for (const { accountId } of CARDS) {
        const all = await textsTo(await phoneOf(accountId));
        const fresh = all.slice(0, all.length - (textsBefore.get(accountId) ?? 0));
        for (const text of fresh)
          texts.set(`${accountId} ${text}`, (texts.get(`${accountId} ${text}`) ?? 0) + 1);
      }
      expect([...texts].filter(([, times]) => times > 1)).toEqual([]);
      expect(texts.size).toBeGreaterThanOrEqual(notices.length - unresolved);
      expect(new Set(notices.map(({ id }) => id)).size).toBe(notices.length);
    },
    TEST_TIMEOUT_MS,
  );
});
