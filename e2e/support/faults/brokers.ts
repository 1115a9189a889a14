import { eventually, readStack } from '@peaje/testing/outside';
import { leadershipOf } from '../kafka/log-reader.js';
import { controlBroker } from './faults.js';

const TOPIC = 'charges.requested';
const BACK_WITHIN_MS = 90_000;

/** The pids of a broker. */
export interface Replaced {
  readonly before: number | null;
  readonly after: number | null;
}

export const pidOfBroker = (id: number): number | null =>
  readStack().kafka.nodes.find((node) => node.id === id)!.pid;

export const untilInSync = (): Promise<void> =>
  eventually(
    'every replica is in sync',
    async () => expect((await leadershipOf(TOPIC)).map(({ inSync }) => inSync)).toEqual([3, 3, 3, 3]),
    BACK_WITHIN_MS,
  );

/** kill -9 of the leader of a partition of purchases. Returns when another process runs in its place and is in sync. */
export async function killLeader(partition: number): Promise<Replaced> {
  const { leader } = (await leadershipOf(TOPIC))[partition]!;
  const before = pidOfBroker(leader);
  await controlBroker(leader, 'SIGKILL');
  await eventually(
    `broker ${leader} is another process`,
    async () => {
      expect(pidOfBroker(leader)).toEqual(expect.any(Number));
      expect(pidOfBroker(leader)).not.toBe(before);
    },
    BACK_WITHIN_MS,
  );
  await untilInSync();
  return { before, after: pidOfBroker(leader) };
}

/** The leader of a partition of purchases stands still until another broker leads in its place; then it goes on. */
export async function freezeLeader(partition: number): Promise<void> {
  const { leader } = (await leadershipOf(TOPIC))[partition]!;
  const others = readStack()
    .kafka.nodes.filter(({ id }) => id !== leader)
    .map(({ port }) => `127.0.0.1:${port}`);
  await controlBroker(leader, 'SIGSTOP');
  try {
    await eventually(
      `another broker than ${leader} leads partition ${partition}`,
      async () => expect((await leadershipOf(TOPIC, others))[partition]!.leader).not.toBe(leader),
      BACK_WITHIN_MS,
    );
  } finally {
    await controlBroker(leader, 'SIGCONT');
  }
  await untilInSync();
}
