import { chainOf, EMPTY_CHAIN, type ChainVerification } from '@peaje/contracts';
import { newId } from '@peaje/kernel';
import { KafkajsClient, type MessagingLogger } from '@peaje/messaging';
import { createTestDatabase, readStack, TestKafka, type TestDatabase } from '@peaje/testing';
import { AppendLoad } from './append-load.js';
import { append } from './append.js';
import { insertEntries, lockChains, moveHeads } from './audit.sql.js';
import { CheckpointProcess, PARTITIONS } from './checkpoint.builders.js';
import { checkpointTopic, median, peakOf, writeCosts, type Cost } from './verification-cost.builders.js';
import { RecordKeeper } from './record-keeper.js';
import { recordAt } from './record.builders.js';

/** `npm run measure:audit` sets it to 3 000 000. */
const ENTRIES = Number(process.env['PEAJE_AUDIT_ENTRIES'] ?? 20_000);
/** Entries in one statement, and in one batch that is appended while a verification runs. */
const [BULK, BATCH] = [5_000, 250];
const ROUNDS = Number(process.env['PEAJE_AUDIT_ROUNDS'] ?? 2);
const ROUND_MS = Number(process.env['PEAJE_AUDIT_ROUND_MS'] ?? 500);
const REPORT = process.env['PEAJE_AUDIT_REPORT'];
/** About the size of a decided charge. */
const VALUE = Buffer.from(JSON.stringify({ chargeId: newId(), text: 'x'.repeat(300) }));

const quiet: MessagingLogger = { debug() {}, info() {}, warn() {}, error() {} };
const recordIn = (partition: number, offset: number) => recordAt(offset, { partition, value: VALUE });
const CHAIN = chainOf({ topic: 'charges.decided', partition: 0 });

describe('what a verification costs', () => {
  const kafka = new TestKafka();
  const client = new KafkajsClient({
    clientId: 'cost',
    brokers: readStack().kafka.brokers,
    logger: quiet,
  });
  const producer = client.createProducer();
  const load = new AppendLoad();
  let database: TestDatabase;
  let audit: CheckpointProcess;

  beforeAll(async () => {
    await kafka.connect();
    database = await createTestDatabase('audit');
    const topic = await checkpointTopic(kafka, PARTITIONS);
    audit = new CheckpointProcess(database.pool, { client, producer, topic });
    await fill(ENTRIES);
  }, 3_600_000);
  afterAll(async () => {
    await audit.published.stop();
    await producer.disconnect();
    await client.disconnect();
    await database.drop();
    await kafka.disconnect();
  });

  /** A chain of `count` entries, made by the functions that audit makes it with. */
  async function fill(count: number): Promise<void> {
    let state = { head: EMPTY_CHAIN, stored: new Map() };
    await lockChains(database.pool, [CHAIN]);
    for (let first = 0; first < count; first += BULK) {
      const records = Array.from({ length: Math.min(BULK, count - first) }, (_, i) => recordIn(0, first + i));
      const made = append(state, records, { mayHaveHoles: false });
      await insertEntries(database.pool, new Map([[CHAIN, made]]));
      await moveHeads(database.pool, new Map([[CHAIN, made]]));
      state = { head: made.head, stored: new Map() };
    }
    await database.pool.query('VACUUM ANALYZE entry');
  }

  const verifyOne = async (since?: NonNullable<ChainVerification['verified']>) => {
    const request = since ? { chain: CHAIN, since } : { chain: CHAIN };
    const { chains } = await audit.verify({ load }, request);
    return chains[0]!;
  };

  /** Appends to another chain as fast as it can. */
  async function appendFor(ms: number, from: number): Promise<number> {
    const keeper = new RecordKeeper(database.pool, { mayHaveHoles: false }, load);
    let offset = from;
    for (const until = performance.now() + ms; performance.now() < until; offset += BATCH)
      await keeper.keep(Array.from({ length: BATCH }, (_, i) => recordIn(1, offset + i)));
    return offset;
  }

  it('full, incremental, and while records are appended', async () => {
    const costs: Cost[] = [];
    const note = async (what: string, work: () => Promise<ChainVerification>) => {
      const { result, ...cost } = await peakOf(work);
      expect(result.firstBreak).toBeNull();
      costs.push({ what, entries: result.entries - Number(result.since), ...cost });
      return result;
    };
    const { ms, growthMb, peakMb } = await peakOf(() => audit.sign());
    costs.push({
      what: 'the publisher, before the first checkpoint',
      entries: ENTRIES,
      ms,
      growthMb,
      peakMb,
    });
    const first = await note('full', () => verifyOne());
    expect(first).toMatchObject({ ok: true, entries: ENTRIES });
    await note('incremental, nothing new', () => verifyOne(first.verified!));

    let offset = await appendFor(ROUND_MS, 0);
    const rates = { alone: [] as number[], beside: [] as number[] };
    for (let round = 0; round < 2 * ROUNDS; round++) {
      const isBeside = round % 2 === Math.floor(round / 2) % 2;
      const stop = new AbortController();
      const verifying = isBeside ? verifyUntil(stop.signal) : Promise.resolve();
      const startedMs = performance.now();
      const end = await appendFor(ROUND_MS, offset);
      rates[isBeside ? 'beside' : 'alone'].push(((end - offset) / (performance.now() - startedMs)) * 1000);
      offset = end;
      stop.abort();
      await verifying;
    }
    const [alone, beside] = [median(rates.alone), median(rates.beside)];
    writeCosts(REPORT, { entries: ENTRIES, rounds: ROUNDS, costs, alone, beside, rates });
    expect(beside).toBeGreaterThan(0);
  }, 3_600_000);

  /** Full verifications one after another, until records are appended no more. */
  async function verifyUntil(signal: AbortSignal): Promise<void> {
    const given = load.piece.bind(load);
    const paced = Object.assign(Object.create(load) as AppendLoad, {
      piece: <T>(work: () => Promise<T>): Promise<T> => {
        signal.throwIfAborted();
        return given(work);
      },
    });
    const run = async () => {
      for (;;) await audit.verify({ load: paced }, { chain: CHAIN });
    };
    await run().catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
});
