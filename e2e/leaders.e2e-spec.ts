import { seededCards } from './support/charges/cards.js';
import { answersMore } from './support/charges/load.js';
import { killLeader, pidOfBroker, type Replaced, untilInSync } from './support/faults/brokers.js';
import { eachBroker } from './support/faults/faults.js';
import { Reconciliation } from './support/reconciliation/reconciliation.js';

const KILLS = 5;
const BROKERS = [1, 2, 3];
const BACK_WITHIN_MS = 90_000;

describe('the leader of a partition is killed five times, then each broker is restarted in turn, under load', () => {
  const reconciliation = new Reconciliation({
    name: 'leaders',
    cards: seededCards(241, 260),
    perSecond: 8,
    atLeastCharges: 100,
    settledWithinMs: 150_000,
  });
  const killed: Replaced[] = [];
  const restarted: Replaced[] = [];

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
