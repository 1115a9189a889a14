import type { PassageAnswer } from '@peaje/contracts';
import { eventually } from '@peaje/testing/outside';
import { chargeIn, passGate, settled } from './support/charges/callers.js';
import {
  AMOUNT_MINOR,
  answersIn,
  chargeIdOf,
  summaryOf,
  type PassageFile,
  passageFile,
  sendFile,
} from './support/charges/passage-file.js';
import { expectProblem } from './support/http/expect-problem.js';
import type { Answer } from './support/http/http-client.js';
import { caughtUp } from './support/kafka/groups.js';
import {
  type EndOffsets,
  endOffsets,
  newRecordsSince,
  quietEndOffsets,
  recordsIn,
  recordsSince,
} from './support/kafka/log-reader.js';
import { balanceOf, postingsOf } from './support/services/bank.js';
import {
  debtsOf,
  denied,
  type NewHolder,
  openAccountKnownToPos,
  passWithoutMoney,
  posKnowsCard,
  PHONE_WITHOUT_TEXTS,
} from './support/services/holders.js';

const LINES = 10_000;
const LINES_OF_BOTH = 4_000;
const DECIDED_WITHIN_MS = 180_000;
const TEST_TIMEOUT_MS = 240_000;
const DEPOSIT_MINOR = 100_000n;

const holders: NewHolder[] = [];
let debtor: NewHolder;

const newFile = (length: number): PassageFile =>
  passageFile(length, { good: holders.map(({ token }) => token), denied: debtor.token });
const chargesOf = (file: PassageFile, answers: readonly PassageAnswer[]): Set<string | null> =>
  new Set(file.accepted.map((n) => chargeIdOf(answers[n]!)));

/** pos publishes a passage that is still pending after that time again, as the same event (ADR 5). */
const PUBLISHED_AGAIN_AFTER_MS = 60_000;

/** The charges that a topic got records of since `before`, and how many records repeat another. */
async function chargesOn(topic: string, before: EndOffsets) {
  const records = (await recordsSince(before)).filter((record) => record.topic === topic);
  const charges = new Set(records.map(({ subject }) => subject));
  return { charges, repeats: records.length - charges.size };
}

/** Each passage has a request and an outcome: one record each, unless it took so long that pos asked again. */
async function expectPublishedOnce(before: EndOffsets, charges: Set<string | null>, sentAtMs: number) {
  await eventually(
    `${charges.size} passages are decided`,
    async () => {
      const count =
        recordsIn(await endOffsets(), ['passages.decided']) - recordsIn(before, ['passages.decided']);
      expect(count).toBeGreaterThanOrEqual(BigInt(charges.size));
      expect((await chargesOn('passages.decided', before)).charges).toEqual(charges);
    },
    DECIDED_WITHIN_MS,
  );
  const isInTime = performance.now() - sentAtMs < PUBLISHED_AGAIN_AFTER_MS;
  const requested = await chargesOn('passages.requested', before);
  expect(requested.charges).toEqual(charges);
  if (isInTime) expect(requested.repeats).toBe(0);
}

function print(name: string, answer: Answer): void {
  const { length } = answersIn(answer);
  const seconds = answer.tookMs / 1000;
  process.stdout.write(
    `passage file, ${name}: ${length} lines in ${seconds.toFixed(1)} s, ${Math.round(length / seconds)} lines/s\n`,
  );
}

beforeAll(async () => {
  const since = await endOffsets();
  debtor = await passWithoutMoney();
  await posKnowsCard(debtor.token, since);
  await denied(debtor.token);
  for (let n = 0; n < 8; n++) holders.push(await openAccountKnownToPos(DEPOSIT_MINOR, PHONE_WITHOUT_TEXTS));
}, 60_000);

describe('a file of 10 000 passages', () => {
  let file: PassageFile;
  let before: EndOffsets;
  let sentAtMs: number;
  let answer: Answer;
  let answers: PassageAnswer[];

  beforeAll(async () => {
    file = newFile(LINES);
    before = await quietEndOffsets();
    sentAtMs = performance.now();
    answer = await sendFile(file);
    print('sent once', answer);
    answers = answersIn(answer);
  }, TEST_TIMEOUT_MS);

  it('gets an answer for each line, in order: accepted, or refused with a code', () => {
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^application\/x-ndjson\b/);
    expect(answers.map(summaryOf)).toEqual(file.expected);
    expect(new Set(file.expected.map(({ code }) => code)).size).toBe(6);
  });

  it('makes one charge of each passage, also of one that the file repeats', () => {
    expect(file.repeats.size).toBe(19);
    expect(chargesOf(file, answers).size).toBe(file.accepted.length);
    for (const [n, of] of file.repeats) expect(chargeIdOf(answers[n]!)).toBe(chargeIdOf(answers[of]!));
  });

  it(
    'has each passage published and decided once, late ones too, and those of the denied card become debts',
    async () => {
      await expectPublishedOnce(before, chargesOf(file, answers), sentAtMs);
      const late = file.accepted.filter((n) => n % 1000 === 6).map((n) => chargeIdOf(answers[n]!) ?? '');
      const unpaid = file.accepted.filter((n) => n % 1000 === 5).map((n) => chargeIdOf(answers[n]!) ?? '');
      for (const id of late) expect((await settled(id, 'toll')).status).toBe('approved');
      for (const id of unpaid) expect((await settled(id, 'toll')).status).toBe('declined');
      const debts = await debtsOf(debtor.accountId);
      expect(debts.map(({ chargeId }) => chargeId)).toEqual(expect.arrayContaining(unpaid));
      expect(debts).toHaveLength(unpaid.length + 1);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'gets the same answers when it is sent again, and pos writes no record',
    async () => {
      await caughtUp('debit-passages', 'passages.requested');
      await caughtUp('pos-passages', 'passages.decided');
      const quiet = await quietEndOffsets();
      const quietAtMs = Date.now();

      const again = await sendFile(file);
      print('sent again', again);

      expect(answersIn(again).map(summaryOf)).toEqual(file.expected);
      expect(answersIn(again).map(chargeIdOf)).toEqual(answers.map(chargeIdOf));
      const n = file.accepted[0] ?? 0;
      const { id, ...body } = JSON.parse(file.lines[n] ?? '') as { id: string };
      const alone = await passGate({ token: '', amountMinor: 1, key: id, body });
      expect(alone.headers.get('idempotency-replayed')).toBe('true');
      expect(chargeIn(alone).id).toBe(chargeIdOf(answers[n]!));
      await quietEndOffsets();
      expect(await newRecordsSince(quiet, quietAtMs)).toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );
});

describe('a file of passages that two connections send at once', () => {
  it(
    'gets the same answers on both, and no passage is paid twice',
    async () => {
      const file = newFile(LINES_OF_BOTH);
      const before = await quietEndOffsets();
      const balances = await Promise.all(holders.map(({ accountId }) => balanceOf(accountId)));
      const postings = await Promise.all(
        holders.map(async ({ accountId }) => (await postingsOf(accountId)).length),
      );

      const sentAtMs = performance.now();
      const both = await Promise.all([sendFile(file), sendFile(file)]);
      both.forEach((answer, n) => print(`connection ${n + 1} of 2`, answer));
      const [one, other] = both.map(answersIn);

      expect(one!.map(summaryOf)).toEqual(file.expected);
      expect(other!.map(summaryOf)).toEqual(file.expected);
      expect(other!.map(chargeIdOf)).toEqual(one!.map(chargeIdOf));
      await expectPublishedOnce(before, chargesOf(file, one!), sentAtMs);
      for (const [h, { accountId }] of holders.entries()) {
        const own = file.accepted.filter((n) => n % holders.length === h && n % 1000 !== 5).length;
        expect((await postingsOf(accountId)).length).toBe(postings[h]! + own);
        expect(await balanceOf(accountId)).toBe(balances[h]! - BigInt(own * AMOUNT_MINOR));
      }
    },
    TEST_TIMEOUT_MS,
  );
});

describe('a file of 10 001 passages', () => {
  it('is refused as a whole, and pos stores none of it', async () => {
    const { lines } = passageFile(LINES + 1, { good: [holders[0]!.token], denied: debtor.token });
    const before = await quietEndOffsets();
    const beforeMs = Date.now();

    expectProblem(await sendFile({ lines }), 413, 'payload-too-large');

    await quietEndOffsets();
    expect(await newRecordsSince(before, beforeMs)).toEqual([]);
    const { id, ...body } = JSON.parse(lines[10] ?? '') as { id: string };
    const first = await passGate({ token: '', amountMinor: 1, key: id, body });
    expect(first.status).toBe(202);
    expect(first.headers.get('idempotency-replayed')).not.toBe('true');
  });
});
