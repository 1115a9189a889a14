import { eventually, pidOf } from '@peaje/testing/outside';
import { seededCards } from './support/charges/cards.js';
import { scaleService, signal, silence } from './support/faults/faults.js';
import { type Member, settledMembersOf } from './support/kafka/groups.js';
import { answersMore } from './support/charges/load.js';
import { endOffsets, recordsSince } from './support/kafka/log-reader.js';
import { Reconciliation } from './support/reconciliation/reconciliation.js';

const FROZEN = 1;
const PLACES = [0, 1, 2, 3].map((partition) => `charges.requested/${partition}`);
const TAKEN_OVER_WITHIN_MS = 60_000;

/** The one member that is here and not there. */
const onlyIn = (here: readonly Member[], there: readonly Member[]): Member => {
  const [only, ...more] = here.filter(({ memberId }) => !there.some((one) => one.memberId === memberId));
  expect(more).toEqual([]);
  return only!;
};

/** One approval in each partition at least, of those written from now on. A charge's is where its request is. */
async function approvedIn(places: readonly string[]): Promise<void> {
  const since = await endOffsets();
  await eventually(
    `charges of ${places.join(', ')} are approved`,
    async () => {
      const approved = (await recordsSince(since))
        .filter(({ type }) => type === 'peaje.charge.approved.v1')
        .map(({ partition }) => `charges.requested/${partition}`);
      expect(approved).toEqual(expect.arrayContaining([...places]));
    },
    TAKEN_OVER_WITHIN_MS,
  );
}

describe('one of two members of debit is frozen past its session, under load', () => {
  const reconciliation = new Reconciliation({
    name: 'frozen',
    cards: seededCards(301, 320),
    perSecond: 10,
    atLeastCharges: 100,
  });
  let pid: number | null;
  let before: Member[];
  let meanwhile: Member[];
  let after: Member[];

  beforeAll(async () => {
    await scaleService('debit', 2);
    before = await settledMembersOf('debit', 2);
    pid = pidOf('debit', FROZEN);
    await reconciliation.during(async (load) => {
      await signal('debit', 'SIGSTOP', FROZEN);
      meanwhile = await settledMembersOf('debit', 1);
      await approvedIn(onlyIn(before, meanwhile).places);
      await silence('debit', FROZEN);
      await signal('debit', 'SIGCONT', FROZEN);
      after = await settledMembersOf('debit', 2);
      await approvedIn(onlyIn(after, meanwhile).places);
      await answersMore(load);
    });
  }, 300_000);

  afterAll(async () => {
    await signal('debit', 'SIGCONT', FROZEN);
    await scaleService('debit', 1);
    await settledMembersOf('debit', 1);
  }, 120_000);

  it('it is thrown out while it is frozen, and its peer reads all that it read', () => {
    expect(onlyIn(before, meanwhile).places.length).toBeGreaterThan(0);
    const peer = onlyIn(before, [onlyIn(before, meanwhile)]);
    expect(meanwhile).toEqual([{ ...peer, places: PLACES }]);
  });

  it('the same process joins again as another member, and shares the partitions', () => {
    expect(pidOf('debit', FROZEN)).toBe(pid);
    const [frozen, thawed] = [onlyIn(before, meanwhile), onlyIn(after, meanwhile)];
    expect([thawed.clientId, thawed.memberId === frozen.memberId]).toEqual([frozen.clientId, false]);
    expect(thawed.places.length).toBeGreaterThan(0);
    expect(after.flatMap(({ places }) => places).sort()).toEqual(PLACES);
  });

  reconciliation.itReconciles();
});
