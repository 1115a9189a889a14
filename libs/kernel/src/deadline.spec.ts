import { jest } from '@jest/globals';
import { Deadline } from './deadline.js';

describe('a deadline', () => {
  beforeEach(() => void jest.useFakeTimers({ now: 0 }));
  afterEach(() => void jest.useRealTimers());

  it('counts from the moment that it is given, and what is left shrinks to nothing', () => {
    const arrivedMs = performance.now();
    jest.advanceTimersByTime(300);
    const deadline = Deadline.after(1_000, arrivedMs);
    expect([deadline.leftMs(), deadline.leftMs(400), deadline.isOver]).toEqual([700, 1_100, false]);
    jest.advanceTimersByTime(1_000);
    expect([deadline.leftMs(), deadline.leftMs(400), deadline.isOver]).toEqual([0, 100, true]);
  });

  it('a wall clock that is set does not move it', () => {
    const deadline = Deadline.after(1_000);
    jest.setSystemTime(86_400_000);
    expect(deadline.leftMs()).toBe(1_000);
  });

  it('the later of two', () => {
    const [early, late] = [Deadline.after(1), Deadline.after(2)];
    expect([early.orLater(late), late.orLater(early)]).toEqual([late, late]);
  });
});
