import { canonicalBytes, EMPTY_CHAIN, hashAfter, topicCatalogue } from '@peaje/contracts';
import { eventually, LogDamage, readStack, TestKafka } from '@peaje/testing';
import kafkajs from 'kafkajs';
import { KafkaAccess } from './kafka/kafka-access.js';
import { readRecords } from './kafka/read-records.js';
import { rereadChain } from './kafka/reread-chain.js';
import { charged, peaje, peajeJson, peajeUntil } from './peaje.builders.js';

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
    expect(stdout).toMatch(/^time +place +key +record\n2\S+ \S+Z +\d@0 /);
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

  describe('a topic of the course', () => {
    const TOPIC = 'course.messages';
    type Produced = { partition: number; offset: string; key: string | null; value: string };
    const produce = (...args: string[]) => peajeJson<Produced[]>('produce', TOPIC, ...args);
    const tailed = async (...args: string[]) => {
      const { exitCode, stdout, stderr } = await peaje('tail', TOPIC, '--no-follow', '--json', ...args);
      if (exitCode !== 0) throw new Error(stderr);
      const lines = stdout.trim().split('\n').filter(Boolean);
      return lines.map((line) => JSON.parse(line) as Produced & { undecodable: unknown });
    };

    it('is there from the start, with two partitions', async () => {
      const [topic] = await peajeJson<{ partitions: number; layout: object[] }[]>('topics', TOPIC);
      expect(topic).toMatchObject({ topic: TOPIC, partitions: 2, leaderless: 0 });
      expect(topic!.layout).toMatchObject([
        { partition: 0, leader: expect.any(Number), first: 0 },
        { partition: 1, leader: expect.any(Number), first: 0 },
      ]);
      expect((await peaje('topics', TOPIC)).stdout).toMatch(
        /\npartition +leader +replicas +in sync +first +last\n +0 +broker \d/,
      );
    });

    it('takes messages: one key, one partition, in their order; tail shows them as texts', async () => {
      const key = `k-${crypto.randomUUID()}`;
      const produced = await produce('--key', key, '--value', 'M1', '--value', '007', '--value', '{"a":1}');
      expect(produced.map(({ value }) => value)).toEqual(['M1', '007', '{"a":1}']);
      expect(new Set(produced.map(({ partition }) => partition)).size).toBe(1);
      const first = Number(produced[0]!.offset);
      expect(produced.map(({ offset }) => Number(offset))).toEqual([first, first + 1, first + 2]);

      const { stdout } = await peaje('tail', TOPIC, '--no-follow', '--from-beginning', '--key', key);
      expect(
        stdout
          .trimEnd()
          .split('\n')
          .slice(1)
          .map((line) => line.split(/ +/).at(-1)),
      ).toEqual(['M1', '007', '{"a":1}']);
      for (const { undecodable } of await tailed('--from-beginning', '--key', key))
        expect(undecodable).toBeNull();
      const shown = await peaje('produce', TOPIC, '--value', 'M2', '--partition', '1');
      expect(shown.stdout).toMatch(/^M2 {2}course\.messages\/1@(\d+) {2}partition 1, offset \1\n$/);
    });

    it('is read from an offset, and since a time', async () => {
      const key = `k-${crypto.randomUUID()}`;
      const [one] = await produce('--key', key, '--value', 'one');
      await new Promise((resolve) => setTimeout(resolve, 50));
      const between = new Date().toISOString();
      await new Promise((resolve) => setTimeout(resolve, 50));
      const [two] = await produce('--key', key, '--value', 'two');
      const partition = ['--partition', String(one!.partition)];
      const values = async (...args: string[]) => (await tailed(...args)).map(({ value }) => value);
      expect((await values('--offset', two!.offset, ...partition))[0]).toBe('two');
      expect((await values('--offset', one!.offset, ...partition)).slice(0, 1)).toEqual(['one']);
      expect(await values('--since', between, '--key', key)).toEqual(['two']);
      expect(await values('--since', '5m', '--key', key)).toEqual(['one', 'two']);
      expect(await tailed('--since', new Date(Date.now() + 60_000).toISOString())).toEqual([]);
    });

    it.each([
      [['produce', 'charges.requested', '--value', 'M1'], 'not a topic of the course'],
      [['produce', TOPIC, '--value', 'M1', '--partition', '9'], 'has the partitions 0 to 1'],
      [['produce', TOPIC, '--value', 'M1', '--partition', 'x'], '--partition x: must be'],
      [['tail', TOPIC, '--partition', '9'], 'has the partitions 0 to 1'],
      [['tail', TOPIC, '--offset', '999999999'], `${'course.messages'}/0 has `],
      [['tail', TOPIC, '--max', 'abc'], '--max abc: must be'],
      [['tail', TOPIC, '--since', 'soon'], '--since soon: must be'],
      [['tail', TOPIC, '--from-beginning', '--since', '5m'], 'leave it out'],
    ])('%j is refused before anything is printed or written', async (args, text) => {
      const { exitCode, stdout, stderr } = await peaje(...args);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(stderr).toContain(text);
    });

    it('with a wrong name is guessed', async () => {
      const { exitCode, stdout, stderr } = await peaje('tail', 'course.mesages');
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
      expect(stderr).toContain('Did you mean course.messages?');
    });
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

  it('groups --json has the documented shape', async () => {
    await charged();
    const [{ partition } = { partition: -1 }] = await kafka.readAll('charges.requested');
    // A group that rebalances has members and no assignments.
    await eventually(
      'the group shows its members and partitions',
      async () =>
        expect(await peajeJson<object[]>('groups', 'debit')).toEqual([
          {
            group: 'debit',
            state: expect.any(String),
            lag: expect.any(Number),
            members: expect.arrayContaining([
              {
                memberId: expect.any(String),
                clientId: expect.any(String),
                host: expect.any(String),
                idle: false,
                partitions: expect.arrayContaining([{ topic: 'charges.requested', partition }]),
              },
            ]),
            partitions: expect.arrayContaining([
              {
                topic: 'charges.requested',
                partition,
                committed: expect.any(Number),
                end: expect.any(Number),
                lag: expect.any(Number),
                memberId: expect.any(String),
              },
            ]),
          },
        ]),
      30_000,
    );
    const all = await peaje('groups');
    expect(all.stdout).toMatch(/^group +state +members +lag +topics\n(.*\n)*debit /);
    expect((await peaje('groups', 'nobody')).exitCode).toBe(1);
  });

  it('a member more than partitions receives nothing, and groups says so', async () => {
    const group = `course-${crypto.randomUUID()}`;
    const members = await Promise.all([1, 2, 3].map(() => joined(group)));
    try {
      await eventually(
        'one of three members is idle',
        async () => {
          const { stdout } = await peaje('groups', group);
          expect(stdout).toMatch(/receives nothing: each of the 2 partitions has a reader/);
        },
        60_000,
      );
      expect((await peaje('groups')).stdout).toMatch(new RegExp(`\\n${group} +Stable +3, 1 idle`));
    } finally {
      await Promise.all(members.map((member) => member.disconnect()));
    }
  });

  it('groups --watch prints them again when something changes, and ends with a signal', async () => {
    const group = `course-${crypto.randomUUID()}`;
    const watching = peajeUntil('groups', '--watch', '--json');
    await watching.until((stdout) => stdout.includes('"group":"debit"'));
    const member = await joined(group);
    await watching.until((stdout) => stdout.includes(group));
    await member.disconnect();
    expect(await watching.interrupt()).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('a verification that died leaves a group behind, which is not listed', async () => {
    const group = `audit.verifier.${crypto.randomUUID()}`;
    await (await joined(group)).disconnect();
    expect((await kafka.admin.listGroups()).groups.map(({ groupId }) => groupId)).toContain(group);
    expect((await peaje('groups')).stdout).not.toContain(group);
    await kafka.admin.deleteGroups([group]);
  });

  /** A member of a group that reads the messages of the course. */
  async function joined(groupId: string): Promise<kafkajs.Consumer> {
    const client = new kafkajs.Kafka({
      ...{ clientId: 'course', brokers: [...readStack().kafka.brokers], logLevel: kafkajs.logLevel.NOTHING },
    });
    const member = client.consumer({ groupId });
    const inGroup = new Promise<void>((resolve) => void member.on(member.events.GROUP_JOIN, () => resolve()));
    await member.connect();
    await member.subscribe({ topics: ['course.messages'] });
    await member.run({ eachMessage: async () => undefined });
    await inGroup;
    return member;
  }
});
