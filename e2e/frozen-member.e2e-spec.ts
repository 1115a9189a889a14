import { seededCards } from './support/cards.js';
import { eventually } from './support/eventually.js';
import { scaleService, signal, silence } from './support/faults.js';
import { type Member, settledMembersOf } from './support/groups.js';
import { answersMore } from './support/load.js';
import { endOffsets, recordsSince } from './support/outside-reader.js';
import { Reckoning } from './support/reckoning.js';
import { pidOf } from './support/stack-file.js';

const FROZEN = 1;
const PLACES = [0, 1, 2, 3].map((partition) => `charges.requested/${partition}`);
const TAKEN_OVER_WITHIN_MS = 60_000;

const memberOf = (members: readonly Member[], name: string) =>
  members.find(({ clientId }) => clientId === name)!;

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
  const reckoning = new Reckoning({
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
    await reckoning.during(async (load) => {
      await signal('debit', 'SIGSTOP', FROZEN);
      meanwhile = await settledMembersOf('debit', 1);
      await approvedIn(memberOf(before, 'debit-2').places);
      await silence('debit', FROZEN);
      await signal('debit', 'SIGCONT', FROZEN);
      after = await settledMembersOf('debit', 2);
      await approvedIn(memberOf(after, 'debit-2').places);
      await answersMore(load);
    });
  }, 300_000);

  afterAll(async () => {
    await signal('debit', 'SIGCONT', FROZEN);
    await scaleService('debit', 1);
    await settledMembersOf('debit', 1);
  }, 120_000);

  it('it is thrown out while it is frozen, and its peer reads all that it read', () => {
    expect(memberOf(before, 'debit-2').places.length).toBeGreaterThan(0);
    expect(meanwhile).toEqual([{ ...memberOf(before, 'debit-1'), places: PLACES }]);
  });

  it('the same process joins again as another member, and shares the partitions', () => {
    expect(pidOf('debit', FROZEN)).toBe(pid);
    expect(memberOf(after, 'debit-2').memberId).not.toBe(memberOf(before, 'debit-2').memberId);
    expect(memberOf(after, 'debit-2').places.length).toBeGreaterThan(0);
    expect(after.flatMap(({ places }) => places).sort()).toEqual(PLACES);
  });

  reckoning.itAddsUp();
});
