import { generateKeyPairSync } from 'node:crypto';
import { auditCheckpoints } from '@peaje/contracts';
import { newId, SystemClock } from '@peaje/kernel';
import { KafkajsClient, PartitionProducer, type MessagingLogger } from '@peaje/messaging';
import { createTestDatabase, eventually, readStack, TestKafka, type TestDatabase } from '@peaje/testing';
import { CheckpointLog } from './checkpoint-log.js';
import { CheckpointPublisher } from './checkpoint-publisher.js';
import { RecordKeeper } from './record-keeper.js';
import { recordAt, recordsOf } from './record.builders.js';
import { VerifyChains } from './verify-chains.js';

const quiet: MessagingLogger = { debug() {}, info() {}, warn() {}, error() {} };
const PARTITIONS = 4;
const CHAIN = 'charges.decided/0';
const { privateKey, publicKey } = generateKeyPairSync('ed25519');

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
  const publisher = (key = privateKey, everyMs = 3_600_000) =>
    new CheckpointPublisher(database.pool, new PartitionProducer(log), new SystemClock(), {
      privateKey: key,
      everyMs,
      partitions: PARTITIONS,
      topic,
    });
  /** A shutdown signs the current heads. */
  const signHeads = async (key = privateKey) => {
    const ending = publisher(key);
    await ending.onApplicationShutdown();
    // The first call stops waiting after 3 s, but its publishing may go on. The second call waits for it.
    await ending.onApplicationShutdown();
  };
  const verify = () =>
    new VerifyChains(database.pool, new CheckpointLog(client, topic), { publicKey }).execute();
  const breakOf = async (chain: string) => (await verify()).chains.find((c) => c.chain === chain)?.firstBreak;
  const tamper = (sql: string) => database.pool.query(sql);

  it('audit signs a head that has moved, at the interval and at shutdown, and never the same head again', async () => {
    const running = publisher(privateKey, 100);
    running.onApplicationBootstrap();
    await eventually('two checkpoints are published', async () =>
      expect(await kafka.endOffset(topic.name)).toBe(2),
    );
    await keep(recordsOf(0, 12));
    await eventually('the next checkpoint is published', async () =>
      expect(await kafka.endOffset(topic.name)).toBe(3),
    );
    await running.onApplicationShutdown();
    expect(await kafka.endOffset(topic.name)).toBe(3);
    const signed = (await kafka.readAll(topic.name)).filter(({ key }) => key === CHAIN);
    expect(signed.map(({ value }) => JSON.parse(value!) as object)).toMatchObject([
      { chain: CHAIN, seq: 10 },
      { chain: CHAIN, seq: 12 },
    ]);
    expect(signed[0]!.headers).toMatchObject({ ce_type: 'peaje.audit.checkpoint.v1', ce_subject: CHAIN });
  });

  it('without a key, audit publishes no checkpoints', async () => {
    const off = new CheckpointPublisher(database.pool, new PartitionProducer(log), new SystemClock(), {
      privateKey: undefined,
      everyMs: 100,
      partitions: PARTITIONS,
      topic,
    });
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
      { checked: 2, invalid: 0 },
      { checked: 2, invalid: 0 },
    ]);
  });

  it('before the first checkpoint, a verification compares none', async () => {
    expect(await verify()).toMatchObject({ ok: true, chains: [{ checkpoints: { checked: 0 } }, {}] });
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
    await signHeads(generateKeyPairSync('ed25519').privateKey);
    expect(await breakOf(CHAIN)).toMatchObject({
      kind: 'bad-signature',
      topic: topic.name,
      seq: 15,
      offset: '1',
    });
  });

  it('records that are not checkpoints do not stop a verification', async () => {
    await signHeads();
    await kafka.send(topic.name, [
      { key: CHAIN, value: 'not JSON' },
      { key: CHAIN, value: null },
    ]);
    const [chain] = (await verify()).chains;
    expect(chain).toMatchObject({
      firstBreak: { kind: 'bad-signature' },
      checkpoints: { checked: 3, invalid: 2 },
    });
  });

  it('an edited entry is named before a mismatch at a later checkpoint', async () => {
    await signHeads();
    await tamper(`UPDATE entry SET value = 'x' WHERE chain = '${CHAIN}' AND seq = 4`);
    expect(await breakOf(CHAIN)).toMatchObject({ kind: 'changed', seq: 4 });
  });
});
