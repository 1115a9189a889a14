import { type ChargeView, COURSE_PREFIX, groupsOf } from '@peaje/contracts';
import { eventually } from '@peaje/testing/outside';
import { chargeAtTill, chargeIn, passGate, settled } from './support/charges/callers.js';
import { stopService } from './support/faults/faults.js';
import { ask } from './support/http/http-client.js';
import { kafkaTopics } from './support/kafka/kafka-topics.js';
import { endOffsets, recordsSince, type SeenRecord } from './support/kafka/log-reader.js';
import { peajeJson } from './support/operator.js';
import { expectItIsAllThere } from './support/reconciliation/reconcile-command.js';
import { postingsOf } from './support/services/bank.js';
import { type NewHolder, openAccountKnownToPos, PHONE_WITHOUT_TEXTS } from './support/services/holders.js';
import { OwnStack } from './support/stack/own-stack.js';

const [BEFORE, AFTER] = [4, 8];
/** Always: the course tells of two. */
const OF_COURSE = 2;
const HOLDERS = 16;
const PURCHASES = 5;
/** Passages of each holder that nobody has waited for when the shop closes. */
const PASSAGES = 20;
const DRAINED_WITHIN_MS = 60_000;
/** The command of docs/runbooks/more-partitions.md. */
const OF_CHARGES = String.raw`(charges|passages)\..*`;
const GROUPS: readonly string[] = ['pos', 'debit', 'audit', 'sms'].flatMap(groupsOf);

/** The charges of a holder in the order in which they were asked for, by kind: each kind has topics of its own. */
interface Asked extends NewHolder {
  readonly purchases: string[];
  readonly passages: string[];
}

const stack = new OwnStack();
const holders: Asked[] = [];
const took: Record<string, number> = {};

function countOf(topic: string): number {
  if (topic.startsWith(COURSE_PREFIX)) return OF_COURSE;
  return /^(charges|passages)\./.test(topic) ? AFTER : BEFORE;
}

const start = (partitions: number): Promise<void> =>
  stack.start({ PEAJE_BROKERS: '3', PEAJE_PARTITIONS: String(partitions) });

const forEachHolder = (act: (holder: Asked) => Promise<void>): Promise<unknown> =>
  Promise.all(holders.map(act));

/** A holder asks for the next purchase when the last one is decided. */
const buy = ({ token, purchases }: Asked): Promise<void> =>
  oneByOne(PURCHASES, async (n) => {
    const charge = chargeIn(await chargeAtTill({ token, amountMinor: 100 + n }));
    expect(charge.status).toBe('approved');
    purchases.push(charge.id);
  });

/** Nobody waits for the decisions. */
const pass = ({ token, passages }: Asked): Promise<void> =>
  oneByOne(PASSAGES, async (n) => {
    passages.push(chargeIn(await passGate({ token, amountMinor: 1 + n })).id);
  });

async function oneByOne(times: number, act: (n: number) => Promise<void>): Promise<void> {
  for (let n = 0; n < times; n++) await act(n);
}

async function outboxRows(service: 'pos' | 'debit' | 'sms'): Promise<number> {
  const { text } = await ask(service, 'GET', '/metrics', { as: 'anonymous' });
  return Number(/^peaje_outbox_rows(?:\{[^}]*\})? (\d+)$/m.exec(text)?.[1]);
}

/** Step 2 of the runbook: nothing is under way. */
const drained = (): Promise<void> =>
  eventually(
    'no outbox, no group and no parked key holds anything back',
    async () => {
      for (const service of ['pos', 'debit', 'sms'] as const)
        expect({ service, rows: await outboxRows(service) }).toEqual({ service, rows: 0 });
      await expectNoLag();
      expect(await peajeJson('dlq', 'keys')).toEqual([]);
    },
    DRAINED_WITHIN_MS,
  );

async function expectNoLag(): Promise<void> {
  const groups = await peajeJson<{ group: string; lag: number }[]>('groups');
  const lags = groups.filter(({ group }) => GROUPS.includes(group)).map(({ group, lag }) => ({ group, lag }));
  expect(lags).toEqual([...GROUPS].sort().map((group) => ({ group, lag: 0 })));
}

async function timed(step: string, act: () => Promise<unknown>): Promise<void> {
  const startedMs = performance.now();
  await act();
  took[step] = Math.round(performance.now() - startedMs);
}

const partitionsOf = (records: readonly SeenRecord[], key: string): number[] => [
  ...new Set(records.filter((record) => record.key === key).map(({ partition }) => partition)),
];

describe('the topics of charges get more partitions while the shop is closed', () => {
  let before: SeenRecord[];
  let after: SeenRecord[];

  beforeAll(async () => {
    await start(BEFORE);
    const empty = await endOffsets();
    for (let n = 0; n < HOLDERS; n++) {
      const holder = await openAccountKnownToPos(1_000_000n, PHONE_WITHOUT_TEXTS);
      holders.push({ ...holder, purchases: [], passages: [] });
    }
    await forEachHolder(buy);
    expect(await peajeJson('audit', 'verify')).toMatchObject({ ok: true });
    await forEachHolder(pass);

    // From here on no caller asks for anything: the shop is closed.
    await timed('drained', drained);
    await timed('services stopped', async () => {
      await stopService('pos');
      await Promise.all((['debit', 'audit', 'sms'] as const).map(stopService));
    });
    await expectNoLag();
    const atClosing = await endOffsets();
    before = await recordsSince(empty);
    await timed('partitions added', () =>
      kafkaTopics('--alter', '--topic', OF_CHARGES, '--partitions', String(AFTER)),
    );
    await timed('stack stopped', () => stack.stop());
    await timed('stack started', () => start(AFTER));
    process.stdout.write(`more partitions: ${JSON.stringify(took)} ms\n`);

    await forEachHolder(buy);
    await forEachHolder(pass);
    await drained();
    after = await recordsSince(atClosing);
  }, 300_000);

  afterAll(() => stack.remove(), 120_000);

  it('each topic of charges has them; the others have as many as before', async () => {
    const counts = new Map([...(await endOffsets())].map(([topic, ends]) => [topic, ends.size]));
    expect([...counts.keys()]).toEqual(
      expect.arrayContaining(['charges.requested', 'passages.decided.sms.dlq']),
    );
    for (const [topic, count] of counts) expect({ topic, count }).toEqual({ topic, count: countOf(topic) });
  });

  it('some accounts stay where they were, the others move to new partitions, each to one', () => {
    const moves = holders.map(({ accountId }) => {
      const of = (records: readonly SeenRecord[]) =>
        partitionsOf(
          records.filter(({ topic }) => /^(charges|passages)\./.test(topic)),
          accountId,
        );
      const [[from, ...othersBefore], [to, ...othersAfter]] = [of(before), of(after)];
      expect([...othersBefore, ...othersAfter]).toEqual([]);
      return { from: from!, to: to! };
    });
    for (const { from, to } of moves) expect([from, from + BEFORE]).toContain(to);
    expect(new Set(moves.map(({ from, to }) => to > from))).toEqual(new Set([true, false]));
    for (const topic of ['charges.requested', 'charges.decided', 'passages.requested', 'passages.decided'])
      expect(after.some((record) => record.topic === topic && record.partition >= BEFORE)).toBe(true);
  });

  it('every charge is decided once', async () => {
    const outcomes = [...before, ...after].filter(({ topic }) => topic.endsWith('.decided'));
    const asked = holders.flatMap(({ purchases, passages }) => [...purchases, ...passages]);
    expect(asked.length).toBe(2 * HOLDERS * (PURCHASES + PASSAGES));
    const decisions = Map.groupBy(outcomes, ({ subject }) => subject);
    for (const id of asked) expect({ id, times: decisions.get(id)?.length }).toEqual({ id, times: 1 });
    const last: ChargeView[] = await Promise.all(
      holders.map(({ passages }) => settled(passages.at(-1)!, 'toll')),
    );
    expect(new Set(last.map(({ status, ledger }) => `${status}, ${ledger}`))).toEqual(
      new Set(['approved, debited']),
    );
  });

  it('each account is posted in the order in which it asked, and its requests stand in that order on the topics', async () => {
    for (const { accountId, purchases, passages } of holders) {
      const posted = (await postingsOf(accountId)).map(({ chargeId }) => chargeId).reverse();
      for (const asked of [purchases, passages]) {
        expect(posted.filter((id) => id !== null && asked.includes(id))).toEqual(asked);
        const requests = [before, after].flatMap((records) =>
          records
            .filter(({ topic, key }) => topic.endsWith('.requested') && key === accountId)
            .sort((a, b) => Number(a.offset - b.offset))
            .map(({ subject }) => subject!)
            .filter((id) => asked.includes(id)),
        );
        expect(requests).toEqual(asked);
      }
    }
  });

  it('the four services agree with the topics, and the record verifies, also from where it was verified before', async () => {
    await expectItIsAllThere();
    expect(await peajeJson('audit', 'verify')).toMatchObject({ ok: true });
    expect(await peajeJson('audit', 'verify', '--full')).toMatchObject({ ok: true, warnings: [] });
  });

  it('a stack with the old number does not start: its charges would go two ways', async () => {
    await stack.stop();
    await expect(start(BEFORE)).rejects.toThrow(/PEAJE_PARTITIONS is 4, but the topic \S+ has 8 partitions/);
  });
});
