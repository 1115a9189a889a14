import { eventually, readStack, TestKafka } from '@peaje/testing';
import kafkajs from 'kafkajs';
import { charged, peaje, peajeJson, peajeUntil } from './peaje.builders.js';

describe('groups', () => {
  const kafka = new TestKafka();
  beforeAll(() => kafka.connect());
  afterAll(() => kafka.disconnect());

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
