import { writeFileSync } from 'node:fs';
import { eventually, type StackService } from '@peaje/testing/outside';
import { chargesOfTill } from './support/charges/callers.js';
import { seededCards } from './support/charges/cards.js';
import { openTills, type Tills } from './support/charges/tills.js';
import { freezeLeader, killLeader } from './support/faults/brokers.js';
import { expectSilence, killNine, postgres, signal } from './support/faults/faults.js';
import { peajeWithin } from './support/operator.js';
import { expectItIsAllThere } from './support/reconciliation/reconcile-command.js';
import { balances } from './support/reconciliation/reconciled-money.js';

const CHARGES = Number(process.env['PEAJE_FAULT_CHARGES'] ?? 2_000);
const FAULTS = Number(process.env['PEAJE_FAULTS'] ?? 4);
const REPORT = process.env['PEAJE_FAULT_REPORT'];
const TILLS = 64;
const TILL = `till-faults-${Date.now()}`;
const CARDS = seededCards(361, 400);
const MERCHANT = 'm_corner_shop';
const MOST_MS = 7_200_000;

async function kill(service: StackService): Promise<void> {
  const { pidBefore, pidAfter } = await killNine(service);
  expect(pidAfter).not.toBe(pidBefore);
}

/** The process stands still for three seconds at least. */
async function freeze(service: StackService): Promise<void> {
  await signal(service, 'SIGSTOP');
  try {
    for (let second = 0; second < 3; second++) await expectSilence(service);
  } finally {
    await signal(service, 'SIGCONT');
  }
}

async function stopPostgres(): Promise<void> {
  await postgres('stop');
  await postgres('start');
}

/** Each throws when it did not happen. */
const KINDS: readonly [name: string, fault: (turn: number) => Promise<unknown>][] = [
  ['kill -9 of debit', () => kill('debit')],
  ['kill -9 of the leader of a partition', (turn) => killLeader(turn % 4)],
  ['pos frozen', () => freeze('pos')],
  ['kill -9 of pos', () => kill('pos')],
  ['the leader of a partition frozen until another leads', (turn) => freezeLeader(turn % 4)],
  ['PostgreSQL stopped and started', stopPostgres],
  ['kill -9 of audit', () => kill('audit')],
  ['debit frozen', () => freeze('debit')],
  ['kill -9 of sms', () => kill('sms')],
  ['audit and sms frozen', () => Promise.all([freeze('audit'), freeze('sms')])],
];

describe(`${FAULTS} kills and freezes while ${TILLS} tills charge as fast as they are answered`, () => {
  const happened = new Map<string, number>();
  const beganAt = new Date().toISOString();
  let before: Map<string, bigint>;
  let tills: Tills;
  let seconds: number;
  /** Charges that pos has otherwise than a till was told, or that no till was told of. */
  let wrong: readonly string[] | undefined;
  /** The comparisons that found nothing. Only after all of them is there something to report. */
  const proven: string[] = [];

  beforeAll(async () => {
    before = await balances(CARDS);
    const startedMs = performance.now();
    tills = openTills(TILLS, TILL, CARDS);
    const answered = (share: number) =>
      eventually(
        `${Math.floor(CHARGES * share)} charges are answered`,
        async () => expect(tills.told.length).toBeGreaterThanOrEqual(CHARGES * share),
        MOST_MS,
      );
    try {
      for (let turn = 0; turn < FAULTS; turn++) {
        await answered(turn / FAULTS);
        const [name, fault] = KINDS[turn % KINDS.length]!;
        await fault(turn);
        happened.set(name, (happened.get(name) ?? 0) + 1);
      }
      await answered(1);
    } finally {
      await tills.close();
    }
    seconds = (performance.now() - startedMs) / 1_000;
  }, MOST_MS);

  it(
    'each charge that a till was told exists once, as the till was told, and there is no other',
    async () => {
      const charges = await chargesOfTill(TILL);
      const statusOf = new Map(charges.map(({ id, status }) => [id, status]));
      const told = new Map(tills.told.map(({ charge: { id, status } }) => [id, status]));
      expect(told.size).toBe(tills.told.length);
      expect(statusOf.size).toBe(charges.length);
      wrong = [...new Set([...statusOf.keys(), ...told.keys()])].filter(
        (id) => statusOf.get(id) !== told.get(id),
      );
      expect(wrong).toEqual([]);
      proven.push('answers');
    },
    MOST_MS,
  );

  it(
    'no cent is lost, and none is taken twice',
    async () => {
      const approved = tills.told.filter(({ charge }) => charge.status === 'approved');
      const paid = (accountId: string) => approved.filter((one) => one.accountId === accountId).length;
      const wanted = CARDS.map(({ accountId }) => [accountId, -paid(accountId)]);
      await eventually(
        'the bank has given back what was cancelled',
        async () => {
          const now = await balances(CARDS);
          const moved = (id: string) => Number(now.get(id)! - before.get(id)!);
          expect(CARDS.map(({ accountId }) => [accountId, moved(accountId)])).toEqual(wanted);
          expect(moved(MERCHANT)).toBe(approved.length);
        },
        120_000,
      );
      proven.push('money');
    },
    MOST_MS,
  );

  it(
    'the services, the record and the texts agree with the topics, and every chain verifies',
    async () => {
      const { compared } = await expectItIsAllThere('--since', beganAt);
      expect(compared['charges']).toBeGreaterThanOrEqual(tills.told.length);
      const { exitCode, stdout } = await peajeWithin(MOST_MS, 'audit', 'verify', '--full', '--from-topic');
      expect({ exitCode, stdout }).toMatchObject({ exitCode: 0 });
      proven.push('topics');
    },
    MOST_MS,
  );

  it('each fault happened, and tills asked again', () => {
    expect([...happened.values()].reduce((sum, times) => sum + times, 0)).toBe(FAULTS);
    expect(tills.told.some(({ attempts }) => attempts > 1)).toBe(true);
    expect(proven).toEqual(['answers', 'money', 'topics']);
    report();
  });

  function report(): void {
    const count = (status: string) => tills.told.filter(({ charge }) => charge.status === status).length;
    const again = tills.told.filter(({ attempts }) => attempts > 1).length;
    const figures = [
      ['charges that tills were told', tills.told.length],
      ['approved', count('approved')],
      ['declined', count('declined')],
      ['cancelled, because the till waited too long', count('cancelled')],
      ['asked again with the same key', again],
      ['seconds', Math.round(seconds)],
      ['lost, doubled or told otherwise', wrong!.length],
    ] as const;
    process.stdout.write(
      `faults under load: ${figures.map(([name, value]) => `${name} ${value}`).join('; ')}\n`,
    );
    if (!REPORT) return;
    const lines = [
      '# Faults under load',
      '',
      `\`npm run chaos\` writes this page. ${TILLS} tills charge one cent each, as fast as they are answered, while parts of the`,
      'system are killed and frozen in turn. Each till keeps its key until its answer is definite.',
      '',
      new Date().toISOString().slice(0, 10),
      '',
      '| | |',
      '| --- | --: |',
      ...figures.map(([name, value]) => `| ${name} | ${value} |`),
      '',
      '| fault | times |',
      '| --- | --: |',
      ...[...happened].map(([name, times]) => `| ${name} | ${times} |`),
      '',
      'The spec ([faults-under-load](../../e2e/faults-under-load.e2e-spec.ts)) writes this page after it has compared each',
      "answer with the charges of pos, the accounts of the bank and, by `peaje reconcile` and `peaje audit verify`, audit's",
      "chains and sms's texts with the topics.",
      '',
    ];
    writeFileSync(REPORT, lines.join('\n'));
  }
});
