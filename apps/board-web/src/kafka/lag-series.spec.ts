import { lagSeries } from './lag-series.js';

const NOW = 1_000_000;
const point = (secondsAgo: number, lag: number, group = 'debit') => ({
  atMs: NOW - secondsAgo * 1000,
  lags: { [group]: lag },
});

describe('the lag of a group over the last five minutes', () => {
  it('goes on until now', () => {
    expect(lagSeries([point(20, 3), point(10, 5)], 'debit', NOW)).toEqual([
      [980, 990, 1000],
      [3, 5, 5],
    ]);
  });

  it('begins at the edge with what was before it', () => {
    expect(lagSeries([point(900, 1), point(400, 2), point(10, 5)], 'debit', NOW)).toEqual([
      [700, 990, 1000],
      [2, 5, 5],
    ]);
  });

  it('is a line also for a group that stood still for longer', () => {
    expect(lagSeries([point(400, 7), point(10, 1, 'sms')], 'debit', NOW)).toEqual([
      [700, 1000],
      [7, 7],
    ]);
  });

  it('is empty for a group that nobody knows', () => {
    expect(lagSeries([point(10, 1, 'sms')], 'debit', NOW)).toEqual([[], []]);
  });
});
