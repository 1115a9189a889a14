import { UnreadRanges } from './offset-ranges.js';

const at = (offset: bigint, partition = 0) => ({ topic: 't', partition, offset });

describe('the ranges that are not read yet', () => {
  it('are read in order of offset, several in one partition', () => {
    const unread = new UnreadRanges([
      { ...at(0n), from: 7n, to: 8n },
      { ...at(0n), from: 2n, to: 4n },
    ]);
    expect(unread.next('t', 0)).toBe(2n);
    expect([2n, 3n, 4n, 7n, 8n].map((offset) => unread.includes(at(offset)))).toEqual([
      true,
      true,
      false,
      true,
      false,
    ]);
    expect(unread.markRead(at(2n))).toBe(3n);
    expect(unread.markRead(at(3n))).toBe(7n);
    expect(unread.markRead(at(7n))).toBeNull();
    expect(unread.isDone).toBe(true);
  });

  it('end also when the last offsets of a range are missing', () => {
    const unread = new UnreadRanges([{ ...at(0n), from: 0n, to: 3n }]);
    expect(unread.markRead(at(9n))).toBeNull();
    expect(unread.isDone).toBe(true);
  });

  it('are done at once when empty, and never without an end', () => {
    expect(new UnreadRanges([{ ...at(0n), from: 3n, to: 3n }]).isDone).toBe(true);
    const unread = new UnreadRanges([{ ...at(0n), from: 0n }]);
    expect(unread.markRead(at(1_000n))).toBe(1_001n);
    expect(unread.isDone).toBe(false);
  });

  it('do not include a record that returns after a rebalance', () => {
    const unread = new UnreadRanges([{ ...at(0n), from: 0n }]);
    unread.markRead(at(5n));
    expect(unread.includes(at(5n))).toBe(false);
  });
});
