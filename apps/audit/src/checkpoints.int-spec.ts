import { generateKeyPairSync } from 'node:crypto';
import { auditCheckpoints, type AuditCheckpoint } from '@peaje/contracts';
import { newId } from '@peaje/kernel';
import { KafkajsClient, type MessagingLogger } from '@peaje/messaging';
import { createTestDatabase, eventually, readStack, TestKafka, type TestDatabase } from '@peaje/testing';
import { CheckpointProcess, LONG_KNOWN, PARTITIONS, privateKey, publicKey } from './checkpoint.builders.js';
import { KeyRing } from './key-ring.js';
import { RecordKeeper } from './record-keeper.js';
import { recordAt, recordsOf } from './record.builders.js';

const quiet: MessagingLogger = { debug() {}, info() {}, warn() {}, error() {} };
const CHAIN = 'charges.decided/0';

describe('checkpoints, on real Kafka and PostgreSQL', () => {
  const kafka = new TestKafka();
  const client = new KafkajsClient({
    clientId: 'checkpoints-test',
    brokers: readStack().kafka.brokers,
    logger: quiet,
  });
  const log = client.createProducer();
  let database: TestDatabase;
  let topic: typeof auditCheckpoints;

  beforeAll(async () => {
    await kafka.connect();
    database = await createTestDatabase('audit');
  });
  beforeEach(async () => {
    topic = { ...auditCheckpoints, name: `checkpoints-${newId()}` };
    await kafka.createTopics([topic.name], PARTITIONS);
    await database.pool.query('TRUNCATE chain, entry');
    await keep(recordsOf(0, 10), recordsOf(1, 5));
  });
  afterAll(async () => {
    await log.disconnect();
    await client.disconnect();
    await database.drop();
    await kafka.disconnect();
  });

  const keep = (...records: ReturnType<typeof recordsOf>[]) =>
    new RecordKeeper(database.pool, { mayHaveHoles: false }).keep(records.flat());
  const processes: CheckpointProcess[] = [];
  const process = (options: ConstructorParameters<typeof CheckpointProcess>[2] = {}) => {
    const one = new CheckpointProcess(database.pool, { client, producer: log, topic }, options);
    processes.push(one);
    return one;
  };
  afterEach(async () => {
    for (const one of processes.splice(0)) await one.published.stop();
  });
  /** A process that starts, signs the current heads, and ends. */
  const signHeads = (key = privateKey) => process({ key }).sign();
  const verify = () => process().verify();
  const breakOf = async (chain: string) => (await verify()).chains.find((c) => c.chain === chain)?.firstBreak;
  const tamper = (sql: string) => database.pool.query(sql);

  it('audit signs a head that has moved, at the interval and at shutdown, and never the same head again', async () => {
    const running = process({ everyMs: 100 });
    running.publisher.onApplicationBootstrap();
    await eventually('two checkpoints are published', async () =>
      expect(await kafka.endOffset(topic.name)).toBe(2),
    );
    await keep(recordsOf(0, 12));
    await eventually('the next checkpoint is published', async () =>
      expect(await kafka.endOffset(topic.name)).toBe(3),
    );
    await running.shutDown();
    expect(await kafka.endOffset(topic.name)).toBe(3);
    const signed = (await kafka.readAll(topic.name)).filter(({ key }) => key === CHAIN);
    expect(signed.map(({ value }) => JSON.parse(value!) as object)).toMatchObject([
      { chain: CHAIN, seq: 10, number: 1 },
      { chain: CHAIN, seq: 12, number: 2 },
    ]);
    expect(signed[0]!.headers).toMatchObject({ ce_type: 'peaje.audit.checkpoint.v2', ce_subject: CHAIN });
  });

  it('without a key, audit publishes no checkpoints', async () => {
    const off = process({ key: undefined, everyMs: 100 }).publisher;
    off.onApplicationBootstrap();
    await off.onApplicationShutdown();
    expect(await kafka.endOffset(topic.name)).toBe(0);
  });

  it('an unedited record agrees with all checkpoints, also after it has grown', async () => {
    await signHeads();
    await keep(recordsOf(0, 20));
    await signHeads();
    await keep(recordsOf(0, 30));
    const { ok, chains } = await verify();
    expect(ok).toBe(true);
    expect(chains.map(({ checkpoints }) => checkpoints)).toEqual([
      { checked: 2, invalid: 0, number: 2, vouchedSeq: 20 },
      // Its head had not moved.
      { checked: 1, invalid: 0, number: 1, vouchedSeq: 5 },
    ]);
  });

  it('a new chain needs no checkpoint yet, an older one does', async () => {
    expect(await verify()).toMatchObject({ ok: true, chains: [{ checkpoints: { checked: 0 } }, {}] });
    expect(await process().verify({ sightings: LONG_KNOWN })).toMatchObject({
      ok: false,
      chains: [{ firstBreak: { kind: 'no-checkpoints', seq: 1 }, checkpoints: { checked: 0 } }, {}],
    });
  });

  it('the first checkpoint of a new chain comes within 5 s, and does not wait for the interval', async () => {
    const running = process();
    running.publisher.onApplicationBootstrap();
    await eventually('both chains have one', async () => expect(await kafka.endOffset(topic.name)).toBe(2));
    await keep(recordsOf(2, 1));
    const keptMs = Date.now();
    await eventually('so has the new one', async () => expect(await kafka.endOffset(topic.name)).toBe(3));
    const all = (await kafka.readAll(topic.name)).map(({ value }) => JSON.parse(value!) as AuditCheckpoint);
    const { signedAt } = all.find(({ chain }) => chain === 'charges.decided/2')!;
    expect(Date.parse(signedAt) - keptMs).toBeLessThanOrEqual(5_000);
    await running.shutDown();
  });

  it('entries deleted at the end, with the head put back, are found at the first deleted entry', async () => {
    await signHeads();
    await tamper(`DELETE FROM entry WHERE chain = '${CHAIN}' AND seq > 7`);
    await tamper(
      `UPDATE chain c SET seq = e.seq, "offset" = e."offset", hash = e.hash
       FROM entry e WHERE c.name = e.chain AND e.chain = '${CHAIN}' AND e.seq = 7`,
    );
    const { ok, chains } = await verify();
    expect(ok).toBe(false);
    expect(chains[0]).toMatchObject({
      entries: 7,
      head: { seq: 7 },
      firstBreak: {
        kind: 'checkpoint-mismatch',
        seq: 8,
        topic: 'charges.decided',
        partition: 0,
        offset: '7',
      },
      checkpoints: { checked: 1, invalid: 1 },
    });
    expect(chains[1]).toMatchObject({ ok: true });
  });

  it('a chain rewritten with fitting hashes is found at the first checkpoint after the edit', async () => {
    await signHeads();
    await keep(recordsOf(0, 20));
    await signHeads();
    await tamper(`DELETE FROM chain WHERE name = '${CHAIN}'`);
    await tamper(`DELETE FROM entry WHERE chain = '${CHAIN}'`);
    await keep(recordsOf(0, 30).with(14, recordAt(14, { value: Buffer.from('forged') })));
    await signHeads();
    expect(await breakOf(CHAIN)).toMatchObject({
      kind: 'checkpoint-mismatch',
      seq: 20,
      offset: '19',
      detail: expect.stringMatching(/rewritten between entry 11 and this one/),
    });
  });

  it('a chain without any entry left is found', async () => {
    await signHeads();
    await tamper('TRUNCATE chain, entry');
    expect(await breakOf(CHAIN)).toMatchObject({ kind: 'checkpoint-mismatch', seq: 1, offset: '0' });
  });

  it('a checkpoint signed with another key is named by its own position, and proves nothing', async () => {
    await signHeads();
    await keep(recordsOf(0, 15));
    const other = generateKeyPairSync('ed25519');
    await process({ key: other.privateKey, keys: KeyRing.of(publicKey, other.publicKey) }).sign();
    expect(await verify()).toMatchObject({
      ok: true,
      chains: [{ checkpoints: { checked: 2, invalid: 1, number: 1, vouchedSeq: 10 } }, {}],
      warnings: [{ kind: 'unknown-key', chain: CHAIN, topic: topic.name, offset: '1' }],
    });
  });

  it('records that are not checkpoints are named, and break no chain', async () => {
    await signHeads();
    await kafka.send(topic.name, [
      { key: CHAIN, value: 'not JSON' },
      { key: CHAIN, value: null },
      { key: 'no chain', value: '{}' },
    ]);
    const { ok, chains, warnings } = await verify();
    expect(ok).toBe(true);
    expect(chains[0]).toMatchObject({ firstBreak: null, checkpoints: { checked: 3, invalid: 2, number: 1 } });
    expect(chains.map(({ chain }) => chain)).toEqual([CHAIN, 'charges.decided/1']);
    expect(warnings.map(({ kind, chain }) => `${kind} ${chain}`).sort()).toEqual([
      `not-a-checkpoint ${CHAIN}`,
      `not-a-checkpoint ${CHAIN}`,
      'not-a-checkpoint no chain',
    ]);
  });

  it('an edited entry is named before a mismatch at a later checkpoint', async () => {
    await signHeads();
    await tamper(`UPDATE entry SET value = 'x' WHERE chain = '${CHAIN}' AND seq = 4`);
    expect(await breakOf(CHAIN)).toMatchObject({ kind: 'changed', seq: 4 });
  });
});
