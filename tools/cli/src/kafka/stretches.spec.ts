import { Unread } from './stretches.js';

const at = (offset: bigint, partition = 0) => ({ topic: 't', partition, offset });

describe('what is still to be read', () => {
  it('several stretches of a partition, in order of offset', () => {
    const unread = new Unread([
      { ...at(0n), from: 7n, to: 8n },
      { ...at(0n), from: 2n, to: 4n },
    ]);
    expect(unread.next('t', 0)).toBe(2n);
    const wanted = [2n, 3n, 4n, 7n, 8n].filter((offset) => unread.wants(at(offset)));
    expect(wanted).toEqual([2n, 3n, 7n]);
    expect(unread.passed(at(2n))).toBe(3n);
    expect(unread.passed(at(3n))).toBe(7n);
    expect(unread.passed(at(7n))).toBeNull();
    expect(unread.isDone).toBe(true);
  });

  it('a hole at the end of a stretch ends it all the same', () => {
    const unread = new Unread([{ ...at(0n), from: 0n, to: 3n }]);
    expect(unread.passed(at(9n))).toBeNull();
    expect(unread.isDone).toBe(true);
  });

  it('an empty stretch is done, one without an end never is', () => {
    expect(new Unread([{ ...at(0n), from: 3n, to: 3n }]).isDone).toBe(true);
    const unread = new Unread([{ ...at(0n), from: 0n }]);
    expect(unread.passed(at(1_000n))).toBe(1_001n);
    expect(unread.isDone).toBe(false);
  });

  it('what was read comes again after a rebalance and is not wanted', () => {
    const unread = new Unread([{ ...at(0n), from: 0n }]);
    unread.passed(at(5n));
    expect(unread.wants(at(5n))).toBe(false);
  });
});
