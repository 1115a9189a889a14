import { seededCards } from './support/cards.js';
import { eventually } from './support/eventually.js';
import { eachBroker, killBroker } from './support/faults.js';
import { answersMore, startLoad, type Told } from './support/load.js';
import { leadershipOf } from './support/outside-reader.js';
import {
  balances,
  expectAgreement,
  expectMoneyMoved,
  expectPostings,
  follow,
  type Followed,
} from './support/reckoning.js';
import { readStack } from './support/stack-file.js';

const CARDS = seededCards(241, 260);
const TOPIC = 'charges.requested';
const CHASES = 5;
const BROKERS = [1, 2, 3];
const BACK_WITHIN_MS = 90_000;
const SETTLED_WITHIN_MS = 150_000;

const pidOfBroker = (id: number) => readStack().kafka.nodes.find((node) => node.id === id)!.pid;
const untilInSync = () =>
  eventually(
    'every replica keeps up',
    async () => expect((await leadershipOf(TOPIC)).map(({ inSync }) => inSync)).toEqual([3, 3, 3, 3]),
    BACK_WITHIN_MS,
  );

/** kill -9 of whoever leads the partition now; returns when another process runs in its place and keeps up. */
async function killLeader(partition: number): Promise<{ before: number | null; after: number | null }> {
  const { leader } = (await leadershipOf(TOPIC))[partition]!;
  const before = pidOfBroker(leader);
  await killBroker(leader);
  await eventually(
    `broker ${leader} is another process`,
    async () => {
      expect(pidOfBroker(leader)).toEqual(expect.any(Number));
      expect(pidOfBroker(leader)).not.toBe(before);
    },
    BACK_WITHIN_MS,
  );
  await untilInSync();
  return { before, after: pidOfBroker(leader) };
}

describe('the leader of a partition is chased and killed, then every broker is restarted in turn, under load', () => {
  let before: Map<string, bigint>;
  let told: readonly Told[];
  let followed: Followed[];
  const killed: { before: number | null; after: number | null }[] = [];
  const restarted: { before: number | null; after: number | null }[] = [];

  beforeAll(async () => {
    before = await balances(CARDS);
    const load = startLoad(CARDS, 8);
    await answersMore(load);
    for (let n = 0; n < CHASES; n++) {
      killed.push(await killLeader(0));
      await answersMore(load, BACK_WITHIN_MS);
    }
    for (const id of BROKERS) {
      const pid = pidOfBroker(id);
      await eachBroker('stop', [id]);
      await eachBroker('start', [id]);
      await untilInSync();
      restarted.push({ before: pid, after: pidOfBroker(id) });
      await answersMore(load, BACK_WITHIN_MS);
    }
    told = await load.stop();
    followed = await follow(told, SETTLED_WITHIN_MS);
    const count = (status: string) => followed.filter(({ charge }) => charge.status === status).length;
    process.stdout.write(
      `leaders: ${told.length} charges, ${told.filter(({ attempts }) => attempts > 1).length} asked again; ` +
        `${count('approved')} approved, ${count('cancelled')} cancelled\n`,
    );
  }, 900_000);

  it('the faults happened: each of those brokers runs as another process', () => {
    expect(killed).toHaveLength(CHASES);
    expect(restarted).toHaveLength(BROKERS.length);
    for (const { before: pid, after } of [...killed, ...restarted]) expect(after).not.toBe(pid);
  });

  it('no request failed that asking again with the same key did not heal', () => {
    expect(told.length).toBeGreaterThanOrEqual(100);
    expect(new Set(told.map(({ as, answer }) => `${as} ${answer.status}`))).toEqual(
      new Set(['shop 201', 'toll 202']),
    );
    expect(new Set(followed.map(({ charge }) => charge.id)).size).toBe(told.length);
  });

  it('what a till was told stays so, and the bank did the same', () => expectAgreement(followed));

  it('no cent is lost, and none is taken twice', () => expectMoneyMoved(CARDS, before, followed));

  it('an approved charge has one posting, a reversed one two, any other none', () =>
    expectPostings(CARDS, followed));
});
