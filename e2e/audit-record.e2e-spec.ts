import { type ChainView, type Verification, verification } from '@peaje/contracts';
import { eventually, pidOf } from '@peaje/testing/outside';
import { chargeAtTill, chargeIn } from './support/charges/callers.js';
import { seededCard } from './support/charges/cards.js';
import { startService, stopService } from './support/faults/faults.js';
import { emptyTables, inDatabase } from './support/faults/tampering.js';
import { ask } from './support/http/http-client.js';
import { caughtUp, readAgainFromZero } from './support/kafka/groups.js';
import { quietEndOffsets } from './support/kafka/log-reader.js';
import { chains, entriesOf } from './support/services/downstream.js';

const TOPICS = [
  'charges.requested',
  'charges.decided',
  'passages.requested',
  'passages.decided',
  'operations.performed',
];
const TIMEOUT_MS = 240_000;
/** Shorter, so that a group that does not catch up is named. */
const CAUGHT_UP_WITHIN_MS = 120_000;
const card = seededCard(210);

const charge = async () => chargeIn(await chargeAtTill({ token: card.token, amountMinor: 1 }));

async function recorded(): Promise<ChainView[]> {
  await quietEndOffsets();
  for (const topic of TOPICS) await caughtUp('audit', topic);
  return (await chains()).sort((a, b) => a.chain.localeCompare(b.chain));
}

/** Verifies one chain, or all chains. */
async function verify(chain?: string): Promise<Verification> {
  const body = chain === undefined ? {} : { chain };
  const answer = await ask('audit', 'POST', '/v1/verifications', { body, timeoutMs: TIMEOUT_MS });
  expect({ status: answer.status, text: answer.text }).toMatchObject({ status: 200 });
  return verification.parse(answer.json);
}

const broken = ({ chains: all }: Verification) =>
  all.filter(({ ok }) => !ok).map(({ chain, firstBreak }) => ({ chain, ...firstBreak }));

/** The hash that the database has now for the last entry that each chain had before. */
const hashesAt = (heads: readonly ChainView[]) =>
  inDatabase('audit', async (sql) => {
    const found: ChainView[] = [];
    for (const { chain, seq } of heads) {
      const { rows } = await sql(
        `SELECT "offset"::text AS offset, encode(hash, 'hex') AS hash FROM entry WHERE chain = $1 AND seq = $2`,
        [chain, seq],
      );
      found.push({ chain, seq, ...(rows[0] as { offset: string; hash: string }) });
    }
    return found;
  });

describe('the audit record of a running system', () => {
  it.each([
    ['changed', `UPDATE entry SET value = convert_to('{}', 'UTF8')`],
    ['missing', `DELETE FROM entry`],
  ])(
    'a verification names a %s entry and its position, and finds no break once the entry is put back',
    async (kind, tamper) => {
      const { id } = await charge();
      const [entry] = await eventually('audit has both records of the charge', async () => {
        const entries = await entriesOf(id);
        expect(entries.length).toBe(2);
        return entries;
      });
      await charge();
      await recorded();
      const { chain, seq, topic, partition, offset } = entry!;
      expect((await verify(chain)).ok).toBe(true);

      await inDatabase('audit', async (sql) => {
        await sql('CREATE TABLE kept AS SELECT * FROM entry WHERE chain = $1 AND seq = $2', [chain, seq]);
        try {
          expect((await sql(`${tamper} WHERE chain = $1 AND seq = $2`, [chain, seq])).rowCount).toBe(1);
          const found = await verify();
          expect(found.ok).toBe(false);
          expect(broken(found)).toEqual([
            expect.objectContaining({ chain, seq, topic, partition, offset, kind }),
          ]);
        } finally {
          await sql('DELETE FROM entry WHERE chain = $1 AND seq = $2', [chain, seq]);
          await sql('INSERT INTO entry SELECT * FROM kept');
          await sql('DROP TABLE kept');
        }
      });

      expect(broken(await verify())).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

describe('audit has lost its database', () => {
  let before: ChainView[];

  beforeAll(async () => {
    await charge();
    before = await recorded();
    await stopService('audit');
    expect(pidOf('audit')).toBeNull();
    expect(await emptyTables('audit', ['entry', 'chain'])).toBeGreaterThan(before.length);
  }, TIMEOUT_MS);

  afterAll(() => startService('audit'));

  it(
    'audit refuses to start in the middle of its topics, and names the reason',
    () => expect(startService('audit')).rejects.toThrow(/database is empty but group audit has read/),
    TIMEOUT_MS,
  );

  it(
    'audit reads its topics from the beginning, and computes the same hashes',
    async () => {
      await readAgainFromZero('audit');
      const startedMs = performance.now();
      await startService('audit');

      for (const topic of TOPICS) await caughtUp('audit', topic, CAUGHT_UP_WITHIN_MS);
      const after = await recorded();

      const entries = after.reduce((sum, { seq }) => sum + Number(seq), 0);
      const seconds = (performance.now() - startedMs) / 1000;
      process.stdout.write(`audit: ${entries} entries again in ${seconds.toFixed(1)} s\n`);
      expect(before.length).toBeGreaterThanOrEqual(2);
      expect(await hashesAt(before)).toEqual(before);
      const grown = after.filter(
        ({ chain, hash }) => before.find((one) => one.chain === chain)?.hash !== hash,
      );
      expect(grown.length).toBeLessThanOrEqual(2);
      const verified = await verify();
      expect(broken(verified)).toEqual([]);
      expect(verified.ok).toBe(true);
    },
    TIMEOUT_MS,
  );
});
