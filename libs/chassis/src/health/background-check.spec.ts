import { jest } from '@jest/globals';
import { BackgroundCheck } from './background-check.js';

/** Checks with these results, one after the other; the last result repeats. */
function backgroundCheck(...looks: ('seen' | 'not yet' | Error)[]) {
  const errors: unknown[] = [];
  let count = 0;
  const look = async () => {
    const outcome = looks[Math.min(count++, looks.length - 1)];
    if (outcome instanceof Error) throw outcome;
    return outcome === 'seen';
  };
  const onError = (error: unknown) => void errors.push(error);
  return {
    backgroundCheck: new BackgroundCheck(look, { againAfterMs: 1, onError }),
    errors,
    count: () => count,
  };
}

describe('a backgroundCheck', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('looks until it has seen it, whatever goes wrong before, and then no more', async () => {
    const down = new Error('Kafka is down');
    const denied = new Error('not authorized');
    const {
      backgroundCheck: it,
      errors,
      count,
    } = backgroundCheck(down, down, denied, 'not yet', denied, 'seen');
    it.start();
    await jest.advanceTimersByTimeAsync(50);
    expect(count()).toBe(6);
    expect(errors).toEqual([down, denied]);
  });

  it('ends when it is stopped', async () => {
    const { backgroundCheck: it, count } = backgroundCheck('not yet');
    it.start();
    await jest.advanceTimersByTimeAsync(20);
    it.stop();
    const before = count();
    await jest.advanceTimersByTimeAsync(20);
    expect(count()).toBe(before);
    expect(it.isStopped).toBe(true);
  });
});
