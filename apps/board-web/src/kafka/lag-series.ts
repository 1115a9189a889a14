import type { LagPoint } from '../feed/state.js';

const SHOWN_MS = 5 * 60_000;

/** Seconds and lags. No news is no change: a lag goes on until the next one, from the edge of the window until now. */
export function lagSeries(
  points: readonly LagPoint[],
  group: string,
  nowMs: number,
): [seconds: number[], lags: number[]] {
  const fromMs = nowMs - SHOWN_MS;
  const known = points.flatMap(({ atMs, lags: { [group]: lag } }) =>
    lag === undefined ? [] : [{ atMs, lag }],
  );
  const inside = known.filter(({ atMs }) => atMs >= fromMs);
  const edge = known.findLast(({ atMs }) => atMs < fromMs);
  const last = known.at(-1);
  const all = [
    ...(edge ? [{ ...edge, atMs: fromMs }] : []),
    ...inside,
    ...(last ? [{ ...last, atMs: nowMs }] : []),
  ];
  return [all.map(({ atMs }) => atMs / 1000), all.map(({ lag }) => lag)];
}
