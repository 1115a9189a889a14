import { type DeadLetterView, serviceOf, topics } from '@peaje/contracts';
import { eventually, type StackService } from '@peaje/testing/outside';
import { inDatabase } from './support/faults/tampering.js';
import { ask, read, readAll } from './support/http/http-client.js';
import { caughtUp } from './support/kafka/groups.js';
import { handleNext, healthy } from './support/kafka/healthy-records.js';
import {
  type EndOffsets,
  endOffsets,
  recordsIn,
  recordsSince,
  type SeenRecord,
} from './support/kafka/log-reader.js';
import { type Poison, poisonFor, type Written, writePoison } from './support/kafka/poison.js';
import { peajeJson } from './support/operator.js';

const TIMEOUT_MS = 300_000;
const AT_MOST_MS = 1_000;
const ROUNDS = 4;

const consumed = topics.filter(({ groups }) => groups.length > 0);
/** The groups that decode the topic. audit stores bytes, so no record is broken for it. */
const readersOf = (topic: string) =>
  topics.find(({ name }) => name === topic)!.groups.filter((group) => group !== 'audit');
const ownerOf = (group: string) => serviceOf(group) as StackService;
const isAudited = (topic: string) => topics.find(({ name }) => name === topic)!.groups.includes('audit');

const parkedKeys = () => peajeJson<object[]>('dlq', 'keys');

/** The dead letters that a group has of these records, by offset. */
const lettersOf = (group: string, { topic, partition }: SeenRecord, written: readonly Written[]) =>
  eventually(`${group} has a dead letter of each`, async () => {
    const all = (await readAll(
      ownerOf(group),
      `/v1/dead-letters?topic=${topic}&limit=200`,
    )) as DeadLetterView[];
    const letters = all.filter(
      (letter) => letter.partition === partition && written.some(({ offset }) => offset === letter.offset),
    );
    expect(letters.map(({ offset }) => offset)).toEqual(written.map(({ offset }) => offset));
    return letters;
  });

const headerOf = ({ raw }: SeenRecord, name: string) => raw.headers?.[`peaje-dlq-${name}`]?.toString();

/** How long each record took from its acknowledgement to its copy on the dead-letter topic. */
function delaysOf(written: readonly Written[], copies: readonly SeenRecord[]) {
  return written.map(({ kind, offset, ackedAtMs }) => {
    const copy = copies.find((one) => headerOf(one, 'offset') === offset)!;
    return { kind, tookMs: Number(copy.raw.timestamp) - ackedAtMs };
  });
}

async function discard(group: string, letters: readonly DeadLetterView[]): Promise<void> {
  const answers = letters.map(async ({ id }) => {
    const shown = await ask(ownerOf(group), 'GET', `/v1/dead-letters/${id}`);
    const body = { deadLetterId: id, reason: 'poison of a spec' };
    const discarded = await ask(ownerOf(group), 'POST', '/v1/discards', { body });
    return { id, shown: shown.status, discarded: discarded.status };
  });
  expect(await Promise.all(answers)).toEqual(letters.map(({ id }) => ({ id, shown: 200, discarded: 200 })));
}

/** Each copy names its source and its code, in any order. Returns the kinds whose copy came late. */
async function expectCopies(
  group: string,
  { topic, partition }: SeenRecord,
  written: readonly Written[],
  before: EndOffsets,
): Promise<string[]> {
  const dead = `${topic}.${group}.dlq`;
  const copies = (await recordsSince(before)).filter((one) => one.topic === dead);
  const sources = copies.map((copy) => ({
    topic: headerOf(copy, 'topic'),
    partition: headerOf(copy, 'partition'),
    offset: headerOf(copy, 'offset'),
    code: headerOf(copy, 'code'),
  }));
  expect(sources.sort((a, b) => Number(a.offset) - Number(b.offset))).toEqual(
    written.map(({ offset, code }) => ({ topic, partition: String(partition), offset, code })),
  );
  const delays = delaysOf(written, copies).sort((a, b) => b.tookMs - a.tookMs);
  const { kind, tookMs } = delays[0]!;
  process.stdout.write(
    `${topic}, ${group}: ${written.length} kinds, the slowest after ${tookMs} ms (${kind})\n`,
  );
  return delays.filter((delay) => delay.tookMs > AT_MOST_MS).map((late) => late.kind);
}

/** audit has the records byte for byte, in a chain without a break. */
async function expectAudited({ topic, partition }: SeenRecord, written: readonly Written[]): Promise<void> {
  await caughtUp('audit', topic);
  const chain = `${topic}/${partition}`;
  const offsets = written.map(({ offset }) => offset);
  const { rows } = await inDatabase('audit', (sql) =>
    sql(
      `SELECT "offset"::text, key, value FROM entry WHERE chain = $1 AND "offset" = ANY($2) ORDER BY entry."offset"`,
      [chain, offsets],
    ),
  );
  expect(rows).toEqual(written.map(({ offset, key, value }) => ({ offset, key, value })));
  const verified = await ask('audit', 'POST', '/v1/verifications', { body: { chain } });
  expect(verified.json).toMatchObject({ ok: true });
  expect(await read('audit', '/v1/dead-letters')).toMatchObject({ items: [] });
  expect(recordsIn(await endOffsets(), [`${topic}.audit.dlq`])).toBe(0n);
}

it('every topic with a consumer group gets twelve kinds of poison or more', () => {
  expect(consumed.map(({ name }) => name).sort()).toEqual(Object.keys(healthy).sort());
  for (const { name } of consumed)
    expect(new Set(poisonFor(name).map(([kind]) => kind)).size).toBeGreaterThanOrEqual(12);
});

/** Writes one record of each kind, then a healthy one. Returns the kinds whose dead letters came late. */
async function lateKinds(record: SeenRecord, poison: readonly Poison[]): Promise<Set<string>> {
  const { topic } = record;
  const before = await endOffsets();
  const written = await writePoison(record, poison);
  await handleNext[topic]!(record);

  const late = new Set<string>();
  for (const group of readersOf(topic)) {
    const letters = await lettersOf(group, record, written);
    await discard(group, letters);
    expect(letters.map(({ offset, code, line }) => ({ offset, code, line }))).toEqual(
      written.map(({ offset, code }) => ({ offset, code, line: 'none' })),
    );
    for (const kind of await expectCopies(group, record, written, before)) late.add(kind);
  }
  if (isAudited(topic)) await expectAudited(record, written);
  return late;
}

it.each(consumed.map(({ name }) => name))(
  'poison on %s becomes a dead letter within a second, parks no key, and holds up no record behind it',
  async (topic) => {
    const record = await healthy[topic]!();
    const keysBefore = await parkedKeys();

    // A busy machine delays some records, each time others: the spec writes the late kinds again.
    let late = await lateKinds(record, poisonFor(topic));
    for (let round = 2; late.size > 0 && round <= ROUNDS; round++)
      late = await lateKinds(
        record,
        poisonFor(topic).filter(([kind]) => late.has(kind)),
      );

    expect([...late]).toEqual([]);
    expect(await parkedKeys()).toEqual(keysBefore);
  },
  TIMEOUT_MS,
);
