import { seededCards } from './support/charges/cards.js';
import { answersMore } from './support/charges/load.js';
import { killNine } from './support/faults/faults.js';
import { Reconciliation } from './support/reconciliation/reconciliation.js';

/** How many calls to the provider a kill of sms can cut short, so that their end is unknown. */
const CALLS_AT_ONCE = 8;

describe('each service is killed once with SIGKILL while tills and gates are charging', () => {
  const reconciliation = new Reconciliation({
    name: 'kill -9',
    cards: seededCards(101, 120),
    perSecond: 10,
    atLeastCharges: 50,
    mostUnresolved: CALLS_AT_ONCE,
  });
  const pids: { service: string; pidBefore: number; pidAfter: number }[] = [];

  beforeAll(
    () =>
      reconciliation.during(async (load) => {
        for (const service of ['debit', 'audit', 'sms', 'pos'] as const) {
          pids.push({ service, ...(await killNine(service)) });
          await answersMore(load);
        }
      }),
    400_000,
  );

  it('every service runs as another process, and some callers had to ask again', () => {
    expect(pids.map(({ service }) => service)).toEqual(['debit', 'audit', 'sms', 'pos']);
    for (const { pidBefore, pidAfter } of pids) expect(pidAfter).not.toBe(pidBefore);
    expect(reconciliation.repeatedCalls()).toBeGreaterThan(0);
  });

  reconciliation.itReconciles();
});
