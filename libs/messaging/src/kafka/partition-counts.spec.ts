import { jest } from '@jest/globals';
import type { MessagingLogger } from '../ports/messaging-logger.js';
import type { PartitionOffset } from './kafka-client.js';
import { PartitionCounts } from './partition-counts.js';

const warnings: string[] = [];
const logger: MessagingLogger = {
  debug() {},
  info() {},
  warn: (_: object, message: string) => void warnings.push(message),
  error() {},
};
const turn = () => new Promise(setImmediate);

it('asks until Kafka knows every topic: before that nobody is told a number', async () => {
  let isUp = false;
  let asked = 0;
  const endOffsets = async (topic: string): Promise<PartitionOffset[]> => {
    asked++;
    if (!isUp && topic === 'late') throw new Error('unknown topic');
    return [0, 1, 2].map((partition) => ({ topic, partition, offset: 0n }));
  };
  const counts = new PartitionCounts({ endOffsets }, ['early', 'late'], logger, 10);
  const known = jest.fn();
  void counts.known.then(known);

  await turn();
  expect([asked, warnings.length]).toEqual([2, 1]);
  expect(known).not.toHaveBeenCalled();
  expect(() => counts.of('late')).toThrow(/number of partitions of late is not known/);

  isUp = true;
  await counts.known;
  expect(counts.of('late')).toBe(3);
  expect(() => counts.of('unnamed')).toThrow(TypeError);
});

it('asks no more once it is stopped', async () => {
  let asked = 0;
  const endOffsets = () => Promise.reject(new Error(`no broker, ${asked++}`));
  const counts = new PartitionCounts({ endOffsets }, ['topic'], logger, 1);
  counts.stop();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(asked).toBe(1);
});
