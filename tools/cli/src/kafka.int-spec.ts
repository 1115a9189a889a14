import { canonicalBytes, EMPTY_CHAIN, hashAfter, topicCatalogue } from '@peaje/contracts';
import { eventually, LogDamage, readStack, TestKafka } from '@peaje/testing';
import kafkajs from 'kafkajs';
import { KafkaAccess } from './kafka/kafka-access.js';
import { readRecords } from './kafka/read-records.js';
import { rereadChain } from './kafka/reread-chain.js';
import { charged, peaje, peajeJson } from './peaje.builders.js';

describe('Kafka', () => {
  const kafka = new TestKafka();
  beforeAll(() => kafka.connect());
  afterAll(() => kafka.disconnect());

  const newTopic = (topic: string) =>
    kafka.admin.createTopics({
      topics: [{ topic, numPartitions: 1, replicationFactor: 1 }],
      waitForLeaders: true,
    });

  /** The whole topic, a record a line. */
  const tailedJson = async <T = object>(topic: string): Promise<T[]> => {
    const { stdout } = await peaje('tail', topic, '--from-beginning', '--no-follow', '--json');
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as T);
  };

  const groupsOfTails = async () =>
    (await kafka.admin.listGroups()).groups
      .map(({ groupId }) => groupId)
      .filter((group) => group.startsWith('peaje-cli-'));

  it('tail prints a record on each line and leaves no group behind', async () => {
    const { id } = await charged();
    const before = await groupsOfTails();
    const { exitCode, stdout } = await peaje('tail', 'charges.decided', '--from-beginning', '--no-follow');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^time +place +key +record\n[12]\S+ \S+Z +\d@0 /);
    // Not the first line, which may be a record of another spec.
    expect(stdout).toMatch(/\n2\S+ \S+Z +\d@\d+ +\S+ +approved 0\.07 EUR card_rich, m_corner_shop\n/);
    const raw = await peaje('tail', 'charges.decided', '--from-beginning', '--no-follow', '--raw');
    const own = raw.stdout.split('\n').filter((line) => line.includes(id));
    expect(own).not.toEqual([]);
    for (const line of own) expect(line).toMatch(/^2\S+ \S+Z +\d@\d+ +\S+ +\{"chargeId":/);
    expect((await groupsOfTails()).filter((group) => !before.includes(group))).toEqual([]);
  });

  it('tail --max ends after this number of records', async () => {
    await charged();
    const { stdout } = await peaje('tail', 'charges.decided', '--from-beginning', '--max', '1');
    expect(stdout.trimEnd().split('\n')).toHaveLength(2);
  });

  const damage = LogDamage.ofStack();
  /** Kafka's files are out of reach while it runs in containers. */
  (damage ? it : it.skip)(
    'tail shows what stands before and behind a batch that nobody can read',
    async () => {
      const topic = `cli-${crypto.randomUUID()}`;
      await newTopic(topic);
      for (const value of ['before', 'damaged', 'behind']) await kafka.send(topic, [{ key: 'k', value }]);
      await damage!.flipBitOf('damaged', topic, 0);

      const lines = await tailedJson(topic);
      expect(lines).toMatchObject([
        { offset: '0', value: 'before', undecodable: null },
        { offset: '1', value: null, undecodable: { code: 'batch-unreadable' } },
        { offset: '2', value: 'behind', undecodable: null },
      ]);

      // The chain of audit once it has stepped over the batch.
      const access = new KafkaAccess(readStack().kafka.brokers);
      let { hash } = EMPTY_CHAIN;
      const all = { topic, partition: 0, from: 0n, to: 3n };
      const chained = (record: Parameters<typeof canonicalBytes>[0]) => {
        hash = hashAfter(hash, canonicalBytes(record));
        return 'more' as const;
      };
      const { signal } = new AbortController();
      await readRecords(access, [all], chained, signal);
      const head = { seq: 3, offset: '2', hash: hash.toString('hex') };
      const reread = await rereadChain(access, { chain: `${topic}/0`, head } as never, signal);
      expect(reread).toMatchObject({ ok: true, records: 3, behind: 0 });
      await access.close();
    },
  );

  it('tail --json shows bytes that are no UTF-8 in Base64', async () => {
    const topic = `cli-${crypto.randomUUID()}`;
    await newTopic(topic);
    await kafka.send(topic, [{ key: 'a', value: Buffer.from([0xff]) }, { value: 'text' }]);
    const lines = await tailedJson(topic);
    expect(lines).toMatchObject([
      { offset: '0', key: 'a', value: null, valueBase64: '/w==' },
      { offset: '1', key: null, value: 'text' },
    ]);
  });

  it('a record with any timestamp is in the record of audit, and is shown exactly', async () => {
    const topic = 'operations.performed';
    // Kafka forgets every setting that the request does not name: without its own the topic would keep records for a week.
    const own = topicCatalogue().find(({ name }) => name === topic)!.config;
    const setTopic = (settings: Readonly<Record<string, string>>) =>
      kafka.admin.alterConfigs({
        validateOnly: false,
        resources: [
          {
            type: kafkajs.ConfigResourceTypes.TOPIC,
            name: topic,
            configEntries: Object.entries(settings).map(([name, value]) => ({ name, value })),
          },
        ],
      });
    const times = ['0', '-1', '9007199254740993', '9223372036854775807'];
    const key = `cli-${crypto.randomUUID()}`;
    // By default a broker refuses a time of the future. A topic may allow it, and older brokers do.
    await setTopic({ ...own, 'message.timestamp.after.max.ms': '9223372036854775807' });
    for (const timestamp of times) await kafka.send(topic, [{ key, value: `at ${timestamp}`, timestamp }]);
    await setTopic(own);
    const written = (await tailedJson<{ key: string; timestamp: string; partition: number }>(topic)).filter(
      (record) => record.key === key,
    );
    expect(written.map(({ timestamp }) => timestamp)).toEqual([
      '1970-01-01T00:00:00.000Z',
      '1969-12-31T23:59:59.999Z',
      '9007199254740993',
      '9223372036854775807',
    ]);
    await eventually('audit has recorded them, as they are in the topic', async () => {
      const chain = `${topic}/${written[0]!.partition}`;
      const report = await peajeJson<{ chains: object[] }>(
        'audit',
        'verify',
        '--chain',
        chain,
        '--from-topic',
      );
      expect(report).toMatchObject({ ok: true, chains: [{ reread: { ok: true, behind: 0 } }] });
    });
  });

  it('tail --group continues where it ended', async () => {
    const topic = `cli-${crypto.randomUUID()}`;
    await newTopic(topic);
    await kafka.send(topic, [{ value: '1' }, { value: '2' }]);
    const group = ['--group', `g-${crypto.randomUUID()}`, '--max', '1', '--json'];
    const first = await peaje('tail', topic, '--from-beginning', ...group);
    const second = await peaje('tail', topic, ...group);
    expect(JSON.parse(first.stdout)).toMatchObject({ value: 1 });
    expect(JSON.parse(second.stdout)).toMatchObject({ value: 2 });
  });

  it('tail does not join the group of a service', async () => {
    expect(await peaje('tail', 'charges.requested', '--group', 'debit')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('group of a service'),
    });
  });

  it('topics', async () => {
    const topics = await peajeJson<{ topic: string }[]>('topics');
    const decided = topics.find(({ topic }) => topic === 'charges.decided');
    expect(decided).toMatchObject({ cleanup: 'delete', retentionMs: null, leaderless: 0 });
    expect((await peaje('topics')).stdout).toMatch(
      /^topic +partitions +replicas +in sync +retention +records\n/,
    );
  });
});
