import { jest } from '@jest/globals';
import type { KafkaConsumer } from '../kafka/kafka-client.js';
import { ConsumerHealth } from './consumer-health.js';
import { PartitionBackoff } from './partition-backoff.js';

const TOPIC = 't';
const LONGEST_MS = 10_000;

describe('the back-off of a partition', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  function backoffOf() {
    const calls: string[] = [];
    const consumer = {
      pause: (_: string, partition: number) => void calls.push(`pause ${partition}`),
      resume: (_: string, partition: number) => void calls.push(`resume ${partition}`),
    } as KafkaConsumer;
    const backoff = new PartitionBackoff(consumer, new ConsumerHealth());
    const fail = (partition: number) => backoff.failed(TOPIC, partition, 'outage');
    return { calls, backoff, fail };
  }

  it('pauses longer each time, and resumes by itself', () => {
    const { calls, fail } = backoffOf();
    const delays = Array.from({ length: 12 }, () => {
      const delayMs = fail(0);
      jest.advanceTimersByTime(delayMs);
      return delayMs;
    });
    expect(calls).toEqual(delays.flatMap(() => ['pause 0', 'resume 0']));
    expect(delays[0]).toBeLessThanOrEqual(200);
    expect(delays.at(-1)).toBeGreaterThanOrEqual(LONGEST_MS / 2);
    expect(Math.max(...delays)).toBeLessThanOrEqual(LONGEST_MS);
  });

  it('a partition that was taken away is forgotten, and begins anew; one that stayed goes on backing off', () => {
    const { calls, backoff, fail } = backoffOf();
    for (let failure = 0; failure < 8; failure++) for (const partition of [0, 1]) fail(partition);
    calls.length = 0;
    backoff.keepOnly({ [TOPIC]: [1] });
    jest.advanceTimersByTime(LONGEST_MS);
    expect(calls).toEqual(['resume 1']);
    expect(fail(0)).toBeLessThanOrEqual(200);
    expect(fail(1)).toBeGreaterThan(200);
  });

  it('a pause that begins anew ends with its own time, not with that of the one before', () => {
    const { calls, fail } = backoffOf();
    const first = fail(0);
    jest.advanceTimersByTime(first - 1);
    const second = fail(0);
    jest.advanceTimersByTime(second - 1);
    expect(calls).toEqual(['pause 0', 'pause 0']);
    jest.advanceTimersByTime(1);
    expect(calls.at(-1)).toBe('resume 0');
  });

  it('nothing resumes after the stop', () => {
    const { calls, backoff, fail } = backoffOf();
    fail(0);
    backoff.stop();
    fail(1);
    jest.advanceTimersByTime(LONGEST_MS);
    expect(calls).toEqual(['pause 0', 'pause 1']);
  });
});
