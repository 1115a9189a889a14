import { KafkajsClient, PartitionProducer, type KafkaProducer } from '@peaje/messaging';
import kafkajs from 'kafkajs';
import { readStack } from '../outside/stack-file.js';
import { judge, type Judgement } from './judge.js';
import { JudgedTopic } from './judged-topic.js';
import { NaiveProducer } from './naive-producer.js';
import { PlatformaticProducer } from './platformatic-producer.js';
import { type JudgedRun, writeReport } from './report.js';
import { Writers, WRITERS } from './writers.js';

/** `npm run chaos` takes twenty leaders away, and writes a report. */
const FAULTS = Number(process.env['PEAJE_LEADER_FAULTS'] ?? 2);
const A_FAULT_MS = 120_000;
const FAULTS_THAT_FIND_THE_NAIVE = 10;

const runs: JudgedRun[] = [];
afterAll(() => {
  const report = process.env['PEAJE_LEADER_REPORT'];
  if (report) writeReport(report, runs);
});

const options = () => ({
  clientId: 'judged',
  brokers: readStack().kafka.brokers,
  logger: { debug() {}, info() {}, warn() {}, error() {} },
});

const adapters: readonly (readonly [string, () => KafkaProducer])[] = [
  ['kafkajs', () => new KafkajsClient(options()).createProducer()],
  ['@platformatic/kafka', () => new PlatformaticProducer(options())],
];

describe.each(adapters)('one partition a send, one send in flight: %s', (name, createProducer) => {
  const topic = new JudgedTopic();
  const producer = createProducer();
  beforeAll(() => topic.create());
  afterAll(async () => {
    await producer.disconnect();
    await topic.close();
  });

  it(
    `loses no acknowledged record and keeps each key in order while ${FAULTS} leaders are stopped and killed`,
    async () => {
      const writers = new Writers(new PartitionProducer(producer), topic.name);
      try {
        await writers.untilTheyGoOn();
        for (let i = 0; i < FAULTS; i++) {
          await topic.takeLeader(i % 4, i % 2 === 0 ? 'stop' : 'kill');
          await writers.untilTheyGoOn();
        }
      } finally {
        await writers.stop();
      }
      const judgement = judge(writers.acknowledged, await topic.read());
      runs.push({ producer: name, faults: FAULTS, ...judgement });
      process.stdout.write(`${name}: ${FAULTS} leaders gone, ${JSON.stringify(judgement)}\n`);

      expect(judgement).toMatchObject({ lost: 0, outOfOrder: 0 });
      // A record in flight may be in the log once more for each leader that went away.
      expect(judgement.doubled).toBeLessThanOrEqual(WRITERS * FAULTS);
    },
    FAULTS * A_FAULT_MS,
  );
});

describe('one send() over four partitions', () => {
  const topic = new JudgedTopic();
  const producer = new kafkajs.Kafka({
    clientId: 'naive',
    brokers: [...readStack().kafka.brokers],
    logLevel: kafkajs.logLevel.NOTHING,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 60 },
  }).producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  beforeAll(async () => {
    await topic.create();
    await producer.connect();
  });
  afterAll(async () => {
    await producer.disconnect();
    await topic.close();
  });

  it(
    'loses acknowledged records, and the suite finds them',
    async () => {
      const acknowledged: string[][] = [[], [], [], []];
      let faults = 0;
      let judgement: Judgement;
      do {
        const writers = new Writers(new NaiveProducer(producer), topic.name, faults);
        try {
          await writers.untilTheyGoOn();
          await topic.takeLeader(faults++ % 4, 'stop');
          await writers.untilTheyGoOn();
        } finally {
          await writers.stop();
        }
        writers.acknowledged.forEach((values, partition) => acknowledged[partition]!.push(...values));
        judgement = judge(acknowledged, await topic.read());
      } while (judgement.lost === 0 && faults < FAULTS_THAT_FIND_THE_NAIVE);
      runs.push({ producer: 'one send() over four partitions', faults, ...judgement });
      process.stdout.write(`naive: ${faults} leaders gone, ${JSON.stringify(judgement)}\n`);

      expect(judgement.lost).toBeGreaterThan(0);
    },
    FAULTS_THAT_FIND_THE_NAIVE * A_FAULT_MS,
  );
});
