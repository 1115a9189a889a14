import { eventually, readStack } from '@peaje/testing/outside';
import { seededCards } from './support/charges/cards.js';
import { answersMore } from './support/charges/load.js';
import { eachBroker, killBroker } from './support/faults/faults.js';
import { leadershipOf } from './support/kafka/log-reader.js';
import { Reconciliation } from './support/reconciliation/reconciliation.js';

const TOPIC = 'charges.requested';
const KILLS = 5;
const BROKERS = [1, 2, 3];
const BACK_WITHIN_MS = 90_000;

const pidOfBroker = (id: number) => readStack().kafka.nodes.find((node) => node.id === id)!.pid;
const untilInSync = () =>
  eventually(
    'every replica is in sync',
    async () => expect((await leadershipOf(TOPIC)).map(({ inSync }) => inSync)).toEqual([3, 3, 3, 3]),
    BACK_WITHIN_MS,
  );

/** kill -9 of the current leader of the partition. Returns when another process runs in its place and is in sync. */
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

describe('the leader of a partition is killed five times, then each broker is restarted in turn, under load', () => {
  const reconciliation = new Reconciliation({
    name: 'leaders',
    cards: seededCards(241, 260),
    perSecond: 8,
    atLeastCharges: 100,
    settledWithinMs: 150_000,
  });
  const killed: { before: number | null; after: number | null }[] = [];
  const restarted: { before: number | null; after: number | null }[] = [];

  beforeAll(
    () =>
      reconciliation.during(async (load) => {
        for (let n = 0; n < KILLS; n++) {
          killed.push(await killLeader(0));
          await answersMore(load, BACK_WITHIN_MS);
        }
        for (const id of BROKERS) {
          const before = pidOfBroker(id);
          await eachBroker('stop', [id]);
          await eachBroker('start', [id]);
          await untilInSync();
          restarted.push({ before, after: pidOfBroker(id) });
          await answersMore(load, BACK_WITHIN_MS);
        }
      }),
    900_000,
  );

  it('each of those brokers runs as another process', () => {
    expect(killed).toHaveLength(KILLS);
    expect(restarted).toHaveLength(BROKERS.length);
    for (const { before, after } of [...killed, ...restarted]) expect(after).not.toBe(before);
  });

  reconciliation.itReconciles();
});
