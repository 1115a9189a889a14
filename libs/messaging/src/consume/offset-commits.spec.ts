import { jest } from '@jest/globals';
import type { KafkaConsumer, PartitionOffset } from '../kafka/kafka-client.js';
import { OffsetCommits } from './offset-commits.js';

const EVERY_MS = 200;
const at = (partition: number, offset: bigint): PartitionOffset => ({ topic: 't', partition, offset });
const LATER = { now: false };

describe('offsets that are committed together', () => {
  let requests: string[][];
  let refuse: Error | undefined;
  let owned: readonly number[];
  let commits: OffsetCommits;

  beforeEach(() => {
    jest.useFakeTimers();
    requests = [];
    refuse = undefined;
    owned = [0, 1];
    const consumer = {
      commit: async (offsets: readonly PartitionOffset[]) => {
        if (refuse) throw refuse;
        requests.push(offsets.map(({ partition, offset }) => `${partition}/${offset}`));
      },
      state: () => ({ inGroup: true, assignment: { t: owned } }),
    } as unknown as KafkaConsumer;
    commits = new OffsetCommits(consumer, EVERY_MS);
  });
  afterEach(() => void jest.useRealTimers());

  it('go out in one request when the time is over, each partition with its last offset', async () => {
    await commits.add([at(0, 1n), at(1, 5n)], LATER);
    jest.advanceTimersByTime(EVERY_MS - 1);
    await commits.add([at(0, 2n)], LATER);
    expect(requests).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(requests).toEqual([['0/2', '1/5']]);
  });

  it('wait for the first of them, not for the last', async () => {
    for (const offset of [1n, 2n, 3n, 4n]) {
      await commits.add([at(0, offset)], LATER);
      jest.advanceTimersByTime(EVERY_MS / 2);
    }
    expect(requests).toEqual([['0/2'], ['0/4']]);
  });

  it('go out at once with one that is urgent, and a refusal then reaches its run', async () => {
    await commits.add([at(0, 1n)], LATER);
    await commits.add([at(1, 1n)], { now: true });
    expect(requests).toEqual([['0/1', '1/1']]);
    refuse = new Error('not the coordinator');
    await expect(commits.add([at(1, 2n)], { now: true })).rejects.toThrow('not the coordinator');
    jest.advanceTimersByTime(EVERY_MS);
    expect(requests).toHaveLength(1);
  });

  it('are forgotten after a join: another member may have gone on', async () => {
    await commits.add([at(0, 1n)], LATER);
    commits.forget();
    jest.advanceTimersByTime(EVERY_MS);
    expect(requests).toEqual([]);
  });

  it('of a partition that was taken away are left out: its next owner is further already', async () => {
    await commits.add([at(0, 1n), at(1, 1n)], LATER);
    owned = [1];
    jest.advanceTimersByTime(EVERY_MS);
    expect(requests).toEqual([['1/1']]);
  });

  it('are committed run by run once the consumer leaves, and what waited goes first', async () => {
    await commits.add([at(0, 1n)], LATER);
    commits.close();
    expect(requests).toEqual([['0/1']]);
    await commits.add([at(0, 2n)], LATER);
    expect(requests).toEqual([['0/1'], ['0/2']]);
  });

  it('that Kafka refuses in their time end no process: their records come again', async () => {
    refuse = new Error('not the coordinator');
    await commits.add([at(0, 1n)], LATER);
    jest.advanceTimersByTime(EVERY_MS);
    await Promise.resolve();
    refuse = undefined;
    await commits.add([at(0, 2n)], LATER);
    jest.advanceTimersByTime(EVERY_MS);
    expect(requests).toEqual([['0/2']]);
  });
});
