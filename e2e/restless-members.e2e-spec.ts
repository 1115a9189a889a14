import { setInterval as ticks } from 'node:timers/promises';
import { seededCards } from './support/charges/cards.js';
import { answersMore } from './support/charges/load.js';
import { scaleService } from './support/faults/faults.js';
import { type Member, settledMembersOf } from './support/kafka/groups.js';
import { Reconciliation } from './support/reconciliation/reconciliation.js';

/** After a change that takes longer, as a new process does on a busy machine, the next ones follow at once. */
const EVERY_MS = 3_000;
const CHANGES = 20;
/** How many members debit has after each change, over and over. */
const COUNTS = [2, 3, 2, 1];

const generationOf = (members: readonly Member[]) =>
  members
    .map(({ memberId, partitions }) => `${memberId} ${partitions.join(' ')}`)
    .sort()
    .join('\n');

describe('a member of debit joins or leaves every three seconds, twenty times, under load', () => {
  const reconciliation = new Reconciliation({
    name: 'restless',
    cards: seededCards(321, 340),
    perSecond: 10,
    atLeastCharges: 300,
  });
  const views: Member[][] = [];

  beforeAll(
    () =>
      reconciliation.during(async (load) => {
        views.push(await settledMembersOf('debit', 1));
        const startedMs = performance.now();
        const afterSeconds: string[] = [];
        for await (const counts of ticks(EVERY_MS, COUNTS)) {
          const count = counts[(views.length - 1) % counts.length]!;
          await scaleService('debit', count);
          views.push(await settledMembersOf('debit', count));
          afterSeconds.push(((performance.now() - startedMs) / 1000).toFixed(1));
          if (views.length > CHANGES) break;
        }
        process.stdout.write(`restless: changes after ${afterSeconds.join(', ')} s\n`);
        await answersMore(load);
      }),
    400_000,
  );

  afterAll(async () => {
    await scaleService('debit', 1);
    await settledMembersOf('debit', 1);
  }, 120_000);

  it('each change rebalances the group, and new members join', () => {
    const generations = views.map(generationOf);
    expect(generations.slice(1).filter((generation, n) => generation === generations[n])).toEqual([]);
    const joined = new Set(views.flat().map(({ memberId }) => memberId));
    expect(joined.size).toBeGreaterThanOrEqual(1 + CHANGES / 2);
  });

  reconciliation.itReconciles();
});
