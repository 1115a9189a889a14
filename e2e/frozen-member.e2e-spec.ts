import { eventually, pidOf } from '@peaje/testing/outside';
import { seededCards } from './support/charges/cards.js';
import { answersMore } from './support/charges/load.js';
import { scaleService, signal, expectSilence } from './support/faults/faults.js';
import { type Member, settledMembersOf } from './support/kafka/groups.js';
import { endOffsets, recordsSince } from './support/kafka/log-reader.js';
import { Reconciliation } from './support/reconciliation/reconciliation.js';

const FROZEN = 1;
const PARTITIONS = [0, 1, 2, 3].map((partition) => `charges.requested/${partition}`);
const TAKEN_OVER_WITHIN_MS = 60_000;

/** The one member that the first list has and the second has not. */
const onlyIn = (here: readonly Member[], there: readonly Member[]): Member => {
  const [only, ...more] = here.filter(({ memberId }) => !there.some((one) => one.memberId === memberId));
  expect(more).toEqual([]);
  return only!;
};

/** Waits for a new approval in each of these partitions; an outcome lies in the partition of its request. */
async function approvedIn(partitions: readonly string[]): Promise<void> {
  const since = await endOffsets();
  await eventually(
    `charges of ${partitions.join(', ')} are approved`,
    async () => {
      const approved = (await recordsSince(since))
        .filter(({ topic, type }) => topic === 'charges.decided' && type === 'peaje.charge.approved.v1')
        .map(({ partition }) => `charges.requested/${partition}`);
      expect(approved).toEqual(expect.arrayContaining([...partitions]));
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
      await approvedIn(onlyIn(before, meanwhile).partitions);
      await expectSilence('debit', FROZEN);
      await signal('debit', 'SIGCONT', FROZEN);
      after = await settledMembersOf('debit', 2);
      await approvedIn(onlyIn(after, meanwhile).partitions);
      await answersMore(load);
    });
  }, 300_000);

  afterAll(async () => {
    await signal('debit', 'SIGCONT', FROZEN);
    await scaleService('debit', 1);
    await settledMembersOf('debit', 1);
  }, 120_000);

  it('the group drops the frozen member, and its peer takes over its partitions', () => {
    expect(onlyIn(before, meanwhile).partitions.length).toBeGreaterThan(0);
    const peer = onlyIn(before, [onlyIn(before, meanwhile)]);
    expect(meanwhile).toEqual([{ ...peer, partitions: PARTITIONS }]);
  });

  it('the thawed process joins again as another member, and the two share the partitions', () => {
    expect(pidOf('debit', FROZEN)).toBe(pid);
    const [frozen, thawed] = [onlyIn(before, meanwhile), onlyIn(after, meanwhile)];
    expect(thawed.clientId).toBe(frozen.clientId);
    expect(thawed.memberId).not.toBe(frozen.memberId);
    expect(thawed.partitions.length).toBeGreaterThan(0);
    expect(after.flatMap(({ partitions }) => partitions).sort()).toEqual(PARTITIONS);
  });

  reconciliation.itReconciles();
});
