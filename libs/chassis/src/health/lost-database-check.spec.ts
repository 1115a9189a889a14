import { Logger } from '@nestjs/common';
import type { KafkaClient, SqlSession } from '@peaje/messaging';
import { LostDatabaseCheck, type Remembered } from './lost-database-check.js';

const FOLLOWER: Remembered = { rows: ['notice', 'holder'] };
const OF_RECORD: Remembered = { rows: ['account'], writes: ['holders'] };

interface World {
  readonly remembered?: Remembered;
  readonly allowEmpty?: boolean;
  /** What is seen at the first look, the second …; the last one stays. */
  readonly filled: boolean[];
  readonly committed?: bigint;
  readonly written?: bigint;
}

const at = (topic: string, offset = 0n) => [0, 1].map((partition) => ({ topic, partition, offset }));

/** Its exit code, or that consumers and relay may begin. */
function outcomeOf({ remembered, allowEmpty = false, filled, committed, written }: World) {
  const session: SqlSession = {
    query: async () => ({
      rows: [{ filled: filled.length > 1 ? filled.shift() : filled[0] }] as never,
      rowCount: 1,
    }),
  };
  const client = {
    endOffsets: async (topic: string) => at(topic, written),
    committedOffsets: async (_: string, topic: string) => at(topic, committed),
  } as unknown as KafkaClient;
  return new Promise<number | 'passed'>((resolve) => {
    const deps = { client, session, service: 'sms', remembered, allowEmpty, end: resolve };
    const check = new LostDatabaseCheck(deps);
    void check.passed.then(() => resolve('passed'));
    check.onApplicationBootstrap();
  });
}

beforeAll(() => Logger.overrideLogger(false));

describe('an empty database and a log that remembers', () => {
  it.each<[string, World, number | 'passed']>([
    ['its group has read: it ends', { remembered: FOLLOWER, filled: [false], committed: 3n }, 78],
    [
      'the same, and that is meant',
      { remembered: FOLLOWER, filled: [false], committed: 3n, allowEmpty: true },
      'passed',
    ],
    ['its group has read nothing: the first start', { remembered: FOLLOWER, filled: [false] }, 'passed'],
    ['it has rows', { remembered: FOLLOWER, filled: [true], committed: 3n }, 'passed'],
    [
      'another instance has begun while it looked',
      { remembered: FOLLOWER, filled: [false, true], committed: 3n },
      'passed',
    ],
    [
      'a follower passes whatever other services write',
      { remembered: FOLLOWER, filled: [false], written: 9n },
      'passed',
    ],
    [
      'a topic that only it writes has records: it ends',
      { remembered: OF_RECORD, filled: [false], written: 1n },
      78,
    ],
    [
      'a system of record cannot give its record up',
      { remembered: OF_RECORD, filled: [false], written: 1n, allowEmpty: true },
      78,
    ],
    ['no table of it is named', { filled: [false], committed: 3n, written: 1n }, 'passed'],
  ])('%s', async (_, world, outcome) => {
    expect(await outcomeOf(world)).toBe(outcome);
  });
});
