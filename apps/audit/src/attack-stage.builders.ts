import { auditCheckpoints, encode, type AuditCheckpoint, type NumberedCheckpoint } from '@peaje/contracts';
import { newId } from '@peaje/kernel';
import { KafkajsClient, partitionFor, type KafkaProducer, type MessagingLogger } from '@peaje/messaging';
import { createTestDatabase, readStack, TestKafka, type TestDatabase } from '@peaje/testing';
import type pg from 'pg';
import { CheckpointProcess, LONG_KNOWN, PARTITIONS } from './checkpoint.builders.js';
import { RecordKeeper } from './record-keeper.js';
import { recordAt, recordsOf } from './record.builders.js';

const quiet: MessagingLogger = { debug() {}, info() {}, warn() {}, error() {} };
export const CHAIN = 'charges.decided/0';

/** For specs: a record of ten entries, signed or not, and what writers of the database or of the topic do to it. */
export function attackStage({ isSigned = true } = {}) {
  const kafka = new TestKafka();
  const client = new KafkajsClient({
    clientId: 'attacks',
    brokers: readStack().kafka.brokers,
    logger: quiet,
  });
  const producer = client.createProducer();
  let database: TestDatabase;
  let topic: typeof auditCheckpoints;
  let audit: CheckpointProcess;
  const owner = databaseWriter(() => database.pool);
  const ended: CheckpointProcess[] = [];

  beforeAll(async () => {
    await kafka.connect();
    database = await createTestDatabase('audit');
  });
  beforeEach(async () => {
    topic = { ...auditCheckpoints, name: `checkpoints-${newId()}` };
    await kafka.createTopics([topic.name], PARTITIONS);
    await database.pool.query('TRUNCATE chain, entry');
    await owner.keep(recordsOf(0, 10));
    audit = started();
    if (isSigned) await audit.sign();
  });
  afterEach(async () => {
    for (const one of ended.splice(0)) await one.published.stop();
  });
  afterAll(async () => {
    await producer.disconnect();
    await client.disconnect();
    await database.drop();
    await kafka.disconnect();
  });

  const started = (
    options?: ConstructorParameters<typeof CheckpointProcess>[2],
    instead: { pool?: pg.Pool; producer?: KafkaProducer } = {},
  ) => {
    const kafkaOf = { client, topic, producer: instead.producer ?? producer };
    const one = new CheckpointProcess(instead.pool ?? database.pool, kafkaOf, options);
    ended.push(one);
    return one;
  };
  const breakOf = async (one = started()) =>
    (await one.verify({ sightings: LONG_KNOWN })).chains[0]?.firstBreak;
  return {
    audit: () => audit,
    pool: () => database.pool,
    producer,
    started,
    breakOf,
    ...owner,
    ...topicWriter(kafka, () => topic),
  };
}

/** A writer of the checkpoint topic. */
function topicWriter(kafka: TestKafka, topic: () => typeof auditCheckpoints) {
  const home = () => partitionFor(topic().name, CHAIN, PARTITIONS);
  const records = () => kafka.readAll(topic().name);
  const published = async () =>
    (await records()).map(({ value }) => JSON.parse(value!) as NumberedCheckpoint);
  const publishedNumbers = async () => (await published()).map(({ number, seq }) => [number, seq]);
  const publish = (checkpoint: NumberedCheckpoint | AuditCheckpoint, partition?: number) => {
    const event = { id: newId(), source: '/someone', subject: CHAIN, time: checkpoint.signedAt };
    const record =
      'number' in checkpoint
        ? encode(topic(), { ...event, type: 'peaje.audit.checkpoint.v2', data: checkpoint })
        : encode(topic(), { ...event, type: 'peaje.audit.checkpoint.v1', data: checkpoint });
    return kafka.send(topic().name, [{ ...record, partition: partition ?? home() }]);
  };
  const deleteBefore = (offset: number) => deleteRecords(kafka, topic().name, home(), offset);
  return { records, published, publishedNumbers, publish, deleteBefore };
}

/** A writer of audit's database. */
function databaseWriter(pool: () => pg.Pool) {
  const keep = (records: ReturnType<typeof recordsOf>) =>
    new RecordKeeper(pool(), { mayHaveHoles: false }).keep(records);
  /** A writer of the database replaces the chain by another one whose hashes fit. */
  const rewrite = async (records: ReturnType<typeof recordsOf>) => {
    await pool().query('TRUNCATE chain, entry');
    await keep(records);
  };
  const forged = (count: number) =>
    recordsOf(0, count).with(4, recordAt(4, { value: Buffer.from('forged') }));
  const cutTo = async (seq: number) => {
    await pool().query(`DELETE FROM entry WHERE seq > ${seq}`);
    await pool().query(
      `UPDATE chain c SET seq = e.seq, "offset" = e."offset", hash = e.hash FROM entry e WHERE e.seq = ${seq}`,
    );
  };
  const hashAt = async (seq: number): Promise<Buffer> => {
    const { rows } = await pool().query<{ hash: Buffer }>('SELECT hash FROM entry WHERE seq = $1', [seq]);
    return rows[0]!.hash;
  };
  const query = (sql: string) => pool().query(sql);
  return { keep, rewrite, forged, cutTo, hashAt, query };
}

/** A writer of the topic deletes the records before an offset. */
const deleteRecords = (kafka: TestKafka, topic: string, partition: number, before: number) =>
  kafka.admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(before) }] });
