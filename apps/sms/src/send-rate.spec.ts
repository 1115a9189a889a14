import { SendRate } from './send-rate.js';

describe('SendRate', () => {
  let nowMs: number;
  let rate: SendRate;
  beforeEach(() => {
    nowMs = 0;
    rate = new SendRate(100, () => nowMs);
  });

  /** How many texts start in these seconds when a sender looks every 10 ms. */
  function startedIn(seconds: number): number {
    let started = 0;
    for (const endMs = nowMs + seconds * 1_000; nowMs < endMs; nowMs += 10) {
      const { room } = rate;
      rate.started(room);
      started += room;
    }
    return started;
  }

  it('lets the first text start at once, and no more a second than the limit', () => {
    expect(rate.room).toBe(1);
    expect(startedIn(10)).toBeGreaterThan(990);
    expect(startedIn(10)).toBeLessThanOrEqual(1_000);
  });

  it('after a pause lets a quarter of a second start at once, and no more', () => {
    nowMs += 60_000;
    expect(rate.room).toBe(25);
    rate.started(25);
    expect(rate.room).toBe(0);
  });

  it('halves at a refusal, waits as long as the provider says, and rises again', () => {
    rate.refused(2_000);
    expect(rate.current).toBe(50);
    expect(startedIn(2)).toBe(0);
    const first = startedIn(1);
    expect(first).toBeGreaterThan(45);
    expect(first).toBeLessThan(62);
    startedIn(10);
    expect(rate.current).toBe(100);
  });

  it('takes refusals of calls that were under way together for one', () => {
    for (let n = 0; n < 64; n++, nowMs += 5) rate.refused();
    expect(rate.current).toBe(50);
  });

  it('never falls below one text a second', () => {
    for (let n = 0; n < 20; n++, nowMs += 1_000) rate.refused();
    expect(rate.current).toBeGreaterThanOrEqual(1);
    nowMs += 1_000;
    expect(rate.room).toBeGreaterThanOrEqual(1);
  });

  it('does not wait for a provider that names a day next year', () => {
    rate.refused(365 * 86_400_000);
    nowMs += 5 * 60_000 + 1_000;
    expect(rate.room).toBeGreaterThan(0);
  });
});
